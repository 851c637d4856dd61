/** One thing to press beside a notice. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
  /** Whether it takes the focus where nothing has it, as after a row that had it was deleted. */
  readonly takesFocus?: boolean;
}

/** Something that was done, said in one sentence. */
export interface Notice {
  readonly text: string;
  readonly actions: readonly NoticeAction[];
}

/** What was last done and should be said in passing; a failure is no notice but an alert. */
export class NoticeState {
  #current = $state.raw<Notice | undefined>();

  get current(): Notice | undefined {
    return this.#current;
  }

  /** Takes the place of the notice before. */
  show(text: string, ...actions: readonly NoticeAction[]): void {
    this.#current = { text, actions };
  }

  /** Takes `notice` away, unless another has come meanwhile; the present one where none is named. */
  dismiss(notice = this.#current): void {
    if (this.#current === notice) this.#current = undefined;
  }

  /** Does what the present notice offers, the first of it unless another is named, and takes it away. */
  act(action = this.#current?.actions[0]): void {
    this.dismiss();
    action?.run();
  }
}
