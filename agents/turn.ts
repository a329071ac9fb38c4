// One turn of a conversation, as every door gives it: what the model calls, what it is told, what the person reads.
// The model never writes a figure: it writes where the figure stands, and the program puts the figure there.

/** How a turn ends (ASSISTANT.md). `refused`: the person may not; `abstained`: outside its ground, or no data. */
export const TURN_OUTCOMES = ['answered', 'proposed', 'asked_back', 'abstained', 'refused'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

export const FIGURE_UNITS = ['EUR', 'days', 'ratio', 'date', 'count'] as const;
export type FigureUnit = (typeof FIGURE_UNITS)[number];

/** A figure that can be opened: `source` names the report, its options and the row. */
export type Figure = {
  /** The field's name in REPORTS.md, or `count`. */
  readonly name: string;
  /** The code it is about; `total` for the firm. */
  readonly subject: string;
  readonly value: number | string;
  readonly unit: FigureUnit;
  /** `report:drift?as-of=2026-10-31#P014` */
  readonly source: string;
};

/** What every door answers: the JSON document of `vigie ask --json`. */
export type Answer = {
  readonly chat: string;
  readonly answer: string;
  readonly figures: readonly Figure[];
  readonly tools: readonly { readonly name: string; readonly args: unknown }[];
  readonly proposals: readonly { readonly id: string; readonly command: string; readonly effect: string }[];
  readonly outcome: TurnOutcome;
  readonly choices: readonly string[];
};

/** What can be named in a question. */
export const SUBJECT_KINDS = ['client', 'project', 'consultant', 'opportunity', 'profile', 'order', 'invoice'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Which rows of a report are wanted: a ranking, a threshold, some subjects. Computed by the tool, never by a model. */
export type Selection = {
  readonly subjects?: readonly string[];
  readonly where?: readonly {
    readonly field: string;
    readonly op: '<' | '<=' | '=' | '!=' | '>=' | '>';
    readonly value: number | string | boolean;
  }[];
  readonly sort?: { readonly field: string; readonly order: 'asc' | 'desc' };
  readonly limit?: number;
  /** A field that adds up: each row is told its share of the whole, as `field_share`. */
  readonly share?: string;
  /** Of several months: one line a subject. Days add up, rates are those of the sums. */
  readonly together?: boolean;
  /** A field that rows tell: one line a value of it, with the `count` of its rows and their sums; `-` where none is told. */
  readonly group?: string;
};

/** The subject of the line of those that do not tell what lines are grouped by: no manager, no owner. */
export const UNTOLD = '-';

/** A line of a report, flat: nested lists (months, buckets, lines) become lines whose key says where they stood. */
export type ResultRow = {
  /** Unique in the result: `P014`, or `2026-10/C001`. */
  readonly key: string;
  /** The code that the row is about; `total` for the firm, UNTOLD for who has none. */
  readonly subject: string;
  readonly kind: SubjectKind | 'total' | 'month' | 'other';
  /** What people call it: `Refonte paie`. */
  readonly label: string;
  /** Figures, and the attributes that rows can be chosen by (status, client, contract, month…). */
  readonly fields: Readonly<Record<string, number | string | boolean | null>>;
};

/** What a read tool gives the model. */
export type ReadResult = {
  readonly state: 'ok';
  /** The number of this call in the turn: figures are written `[[ref:key.field]]`, names `[[ref:key]]`. */
  readonly ref: number;
  readonly source: string;
  /** The selected rows. `[[ref:P014.eac_margin]]`; of two figures, how far apart: `[[1:P014.margin - 2:P014.margin]]` */
  readonly rows: readonly ResultRow[];
  /** How many rows were selected, before `limit`. `[[ref:count]]` */
  readonly count: number;
  /** Sums over the selected rows, before `limit`, of the fields that add up. `[[ref:sum.margin]]` */
  readonly sums: Readonly<Record<string, number>>;
  /** Means over the same rows, of the same fields; of one subject's months, of its rates too. `[[ref:mean.margin]]` */
  readonly means: Readonly<Record<string, number>>;
  /** The report's own totals. `[[ref:total.margin]]` */
  readonly total: Readonly<Record<string, number | string | null>>;
  readonly units: Readonly<Record<string, FigureUnit>>;
  /** The day up to which time was counted. */
  readonly asOf: string;
};

/** The person may not read it, or the rule says no: told, never worked round. */
export type ToolRefusal = {
  readonly state: 'refused';
  readonly code: string;
  readonly sentence: string;
  /** True: the person's rights; false: the facts or the input. */
  readonly rights: boolean;
};

/** What a `propose_…` tool gives the model. `filed` false: the same wish waited already. */
export type ProposeResult = {
  readonly state: 'proposed';
  readonly id: string;
  readonly command: string;
  readonly filed: boolean;
  readonly effect: string;
};

/** What `find_subjects` gives: the names read in a text, each with the things it may mean, the likeliest first. */
export type FoundSubjects = {
  readonly mentions: readonly {
    /** The words of the text, and where they stand in it. */
    readonly text: string;
    readonly start: number;
    readonly end: number;
    readonly candidates: readonly {
      readonly kind: SubjectKind;
      readonly code: string;
      readonly label: string;
      /** 0 to 1; 1 is the code or the whole name, accents and case aside. */
      readonly score: number;
    }[];
  }[];
};

/** What is sent to a page while the turn is made. */
export type TurnEvent =
  | { readonly type: 'started'; readonly turn: number }
  | { readonly type: 'tool'; readonly name: string; readonly args: unknown }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'done'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly sentence: string };
