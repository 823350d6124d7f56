/** The errors that end a run. `expect race` can name them as it names properties, and no property has such a name. */
export const RUN_ERRORS = [
	"assertion",
	"null_dereference",
	"use_after_free",
	"use_after_scope",
	"double_free",
	"invalid_free",
	"index_out_of_range",
	"range",
	"division_by_zero",
	"endless_atomic",
	"memory_leak",
] as const;

export type RunError = (typeof RUN_ERRORS)[number];

export const isRunError = (name: string): name is RunError => RUN_ERRORS.some((error) => error === name);
