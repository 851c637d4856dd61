/** One thing to press beside a notice. */
interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** Something that was done, said in one sentence. */
export interface Notice {
  readonly text: string;
  readonly action?: NoticeAction;
}

/** What was last done and should be said in passing; a failure is no notice but an alert. */
export class NoticeState {
  #current = $state.raw<Notice | undefined>();

  get current(): Notice | undefined {
    return this.#current;
  }

  /** Takes the place of the notice before. */
  show(text: string, action?: NoticeAction): void {
    this.#current = { text, ...(action && { action }) };
  }

  /** Takes `notice` away, unless another has come meanwhile; the present one where none is named. */
  dismiss(notice = this.#current): void {
    if (this.#current === notice) this.#current = undefined;
  }

  /** Does what the present notice offers, and takes it away. */
  act(): void {
    const { action } = this.#current ?? {};
    this.dismiss();
    action?.run();
  }
}
