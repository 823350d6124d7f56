/** Whether data races are looked for, and how variables are accessed then. */
import type { AnchoredSpan } from "../base/span";
import type { Accessing } from "../system/transition-system";
import type { Asking } from "./desugar";
import { LEAK_OPTION } from "./leaks";

/** The option of the model that asks for data races, and its value that does. */
const OPTION = "data_races";
const REPORT = "report";

/** Whether a configuration asks for data races: then accesses that are not marked are plain ones. */
export function findsDataRaces({ configuration, reads }: Asking): boolean {
	const value = configuration.options.get(OPTION);
	if (value !== undefined) reads.options.add(OPTION);
	return value === REPORT;
}

/** Whether an option only says what is reported, so that whoever compares kernels need not try its other values. */
export const onlyReports = (option: string): boolean => option === OPTION || option === LEAK_OPTION;

/** An access that is marked: the one that is made at this node, and none within it. */
export interface Marked {
	readonly node: AnchoredSpan;
	readonly order: Accessing["order"];
}
