/** Cells of a table by row and column, both from 0, below the row that names the columns. */
export interface TableGrid {
  /** Empty where no row names the columns. */
  header: readonly string[];
  width: number;
  count: number;
  /** As it is shown, without blanks around; empty where there is nothing. */
  text(row: number, column: number): string;
  /** Null for what is no number. */
  number(row: number, column: number): number | null;
  /** What stands above the row that names the columns: titles, remarks. */
  above: readonly string[];
  /** The sheet this is, and all that there are; null and none for a file that has no sheets. */
  sheet: string | null;
  sheets: readonly string[];
}
