/** Of the board's table. */
export const COLUMNS = 11;
