"""Solves staffing models with OR-tools' CP-SAT: one JSON model a line on standard input, its best worth on standard output.

A model is {"worth": [...], "rows": [{"columns": [...], "coefficients": [...], "most": n}]} with whole numbers only.
"""

import json
import sys

from ortools.sat.python import cp_model


def solve(task):
    model = cp_model.CpModel()
    chosen = [model.NewBoolVar(str(i)) for i in range(len(task["worth"]))]
    for row in task["rows"]:
        terms = [c * chosen[i] for i, c in zip(row["columns"], row["coefficients"])]
        model.Add(sum(terms) <= row["most"])
    model.Maximize(sum(w * x for w, x in zip(task["worth"], chosen)))
    solver = cp_model.CpSolver()
    # One thread and one seed: the same answer each time. Two minutes: a model of this size takes seconds.
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = 120
    status = solver.Solve(model)
    return {"proven": status == cp_model.OPTIMAL, "worth": round(solver.ObjectiveValue())}


for line in sys.stdin:
    print(json.dumps(solve(json.loads(line))), flush=True)
