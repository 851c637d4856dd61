/** One thing that a menu offers. */
export interface MenuItem {
  readonly label: string;
  /** Accessible name, where the label alone does not tell what it is about. */
  readonly name?: string;
  readonly kind?: 'plain' | 'danger';
  readonly run: () => void;
}
