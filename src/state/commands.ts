/** Something that a person can do by its name from any place of the page. */
export interface Command {
  /** What it does, by which it is found: `Open Train`, `Use Sample market 1`. */
  readonly value: string;
  /** What it is about; searched, too. */
  readonly note: string;
  readonly run: () => void;
}

/** What can be done now: views add what they offer while they are open. */
export class Commands {
  readonly #sources = new Set<() => readonly Command[]>();

  /** Adds commands, which are listed anew whenever somebody asks; returns a function that takes them away. */
  register(list: () => readonly Command[]): () => void {
    this.#sources.add(list);
    return () => void this.#sources.delete(list);
  }

  /** All of them, those of the open view first. */
  list(): Command[] {
    return [...this.#sources].reverse().flatMap((list) => list());
  }
}
