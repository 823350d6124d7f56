/**
 * The errors that a run can make. `expect race` can name them as it names properties, and no property has such a name.
 * All but assertions and data races end the run.
 */
export const RUN_ERRORS = [
	"assertion",
	"null_dereference",
	"invalid_pointer",
	"use_after_free",
	"use_after_scope",
	"double_free",
	"invalid_free",
	"index_out_of_range",
	"range",
	"division_by_zero",
	"endless_atomic",
	"memory_leak",
	"data_race",
] as const;

export type RunError = (typeof RUN_ERRORS)[number];

export const isRunError = (name: string): name is RunError => RUN_ERRORS.some((error) => error === name);
