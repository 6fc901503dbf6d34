// Generated from schemas/ by `npm run generate`. Not to be edited.

/** One thing that a schema forbids. Paths are JSON pointers; `params` depend on `keyword` (see ajv's errors.md). */
export interface ShapeError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}
export interface ShapeCheck {
  (value: unknown, at?: { readonly instancePath: string }): boolean;
  errors?: readonly ShapeError[] | null;
}
export declare const checkTask: ShapeCheck;
export declare const checkTaskList: ShapeCheck;
export declare const checkSettings: ShapeCheck;
export declare const checkHost: ShapeCheck;
export declare const checkCalendar: ShapeCheck;
export declare const checkAction: ShapeCheck;
