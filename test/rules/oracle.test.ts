// The oracle is trusted by the other tests: it must itself find every figure of the example firm.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareReports } from "../oracle/compare.ts";
import { readFirmFolder } from "../oracle/read-firm.ts";
import { computeReport } from "../oracle/report.ts";

const example = join(import.meta.dirname, "../fixtures/example");
const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(join(example, "expected", name), "utf8"));

/** `report margin --as-of 2026-10-31 --json` as a name and its options. */
function readCommand(words: readonly string[]): { name: string; args: Record<string, string> } {
  const args: Record<string, string> = {};
  for (let at = 2; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const value = words[at + 1];
    if (!word.startsWith("--") || value === undefined || value.startsWith("--")) continue;
    args[word.slice(2)] = value;
  }
  return { name: words[1] ?? "", args };
}

describe("l’oracle relit l’entreprise d’exemple", () => {
  const firm = readFirmFolder(example);
  const manifest = readJson("manifest.json") as { file: string; args: string[] }[];

  it.each(manifest)("$file, chiffre par chiffre", ({ file, args: words }) => {
    const { name, args } = readCommand(words);
    expect(compareReports(readJson(file), computeReport(firm, name, args))).toEqual([]);
  });
});
