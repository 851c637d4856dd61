/** A button beside a notice. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
  /** Whether it takes the focus when nothing has it, as after the row that had it was deleted. */
  readonly takesFocus?: boolean;
}

/** One sentence about something that was done. */
export interface Notice {
  readonly text: string;
  readonly actions: readonly NoticeAction[];
  /** Whether it stays until it is dismissed. */
  readonly isLasting?: boolean;
}

/** The notice about what was done last. Failures are shown as alerts instead. */
export class NoticeState {
  readonly #findLasting: () => Notice | undefined;
  #current = $state.raw<Notice | undefined>();
  #dismissed = $state.raw<Notice | undefined>();

  /** `findLasting` says what is shown while nothing was done. */
  constructor(findLasting: () => Notice | undefined = () => undefined) {
    this.#findLasting = findLasting;
  }

  get current(): Notice | undefined {
    const lasting = this.#findLasting();
    return this.#current ?? (lasting === this.#dismissed ? undefined : lasting);
  }

  /** Shows a notice in place of the one before. */
  show(text: string, ...actions: readonly NoticeAction[]): void {
    this.#current = { text, actions };
  }

  /** Shows what was removed, with a button that puts it back. */
  offerUndo(text: string, undo: () => void): void {
    this.show(text, { label: 'Undo', run: undo, takesFocus: true });
  }

  /** Hides `notice`, unless another one has replaced it; the current one when left out. */
  dismiss(notice = this.current): void {
    if (this.#current === notice) this.#current = undefined;
    else if (notice?.isLasting) this.#dismissed = notice;
  }

  /** Runs an action of the current notice, the first one unless given, and hides the notice. */
  act(action = this.current?.actions[0]): void {
    this.dismiss();
    action?.run();
  }
}
