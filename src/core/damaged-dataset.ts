/** A stored dataset that cannot be listed as such, since a part of it is unreadable or gone. */
export interface DamagedDataset {
  readonly id: string;
  /** Its name, or the start of its id where that is unreadable too. */
  readonly name: string;
  /** What is wrong, for people: "its record has no readable gaps". */
  readonly problem: string;
  /** Whether its bars are there, so that its record can be made again of them. */
  readonly isRepairable: boolean;
}
