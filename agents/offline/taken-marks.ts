// Marks that a reading is given by the turns before it, and by no word of its own.

/** The rows that its words mean stand in its names. */
export const TAKEN = '@taken';
/** Its names are those that a rank is sought among. */
export const AMONG = '@among';
/** Some rows of the answer before are left out: its names are the others. */
export const LEFT_OUT = '@left_out';
/** A pronoun stands for nothing that its words can be said of. */
export const NOBODY_YET = '@nobody_yet';
/** What may not be said of what was just told. */
export const NOT_NARROWED = '@not_narrowed';
/** Figures of several things add up: their sum is told beside them. */
export const SUMMED = '@summed';
/** Of an order, what was consumed above its amount: a figure that no report holds by itself. */
export const EXCESS = 'excess';

/** They are of one turn: the next one is given its own. */
export const OF_ONE_TURN: ReadonlySet<string> = new Set([TAKEN, AMONG, LEFT_OUT, NOBODY_YET, NOT_NARROWED, SUMMED]);
