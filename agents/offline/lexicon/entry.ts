// How the lexicon is written. A line gives the meanings of some phrases: `report.field` for a figure, `report` for the
// report as a whole, `@…` for the form and the scope of a question, `!…` for a change that is wished, `~…` for what is
// outside the ground. Phrases are folded, without articles, and read by their stems: `marge` is also `marges`.
// Commas part the phrases; `(a|b)` is a choice, `[a]` may be left out. A meaning after the first may be weaker: `capacity.balance*0.5`.

export type LexiconEntry = readonly [means: string, phrases: string];
