import type { ColumnMapping, MappingQuestion } from '../../core/column-mapping';

/** What was found out about the columns of a table. */
export type Recognition =
  | {
      readonly kind: 'sure';
      readonly mapping: ColumnMapping;
      /** Every guess in it, a sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unsure'; readonly question: MappingQuestion }
  | {
      readonly kind: 'refused';
      /** For the person who dropped the file: what is missing or wrong, and what to do. */
      readonly message: string;
      /** Where the cells make a guess possible that a person could complete. */
      readonly question?: MappingQuestion;
    };
