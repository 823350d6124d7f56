/** The patch matrix of documents, a row after the other. */
import { defaultPlan, type MatrixPlan, type MatrixRow, matrixRows } from "../../explain/patches/matrix";
import type { Behaviours } from "../../explain/verdict/behaviours";
import type { Program } from "../../semantics/program";
import type { Snapshot } from "../workspace/snapshot";

/**
 * What the matrix has columns for: all kernels, and the patches of the model's series on the last kernel without any of
 * them.
 */
export function matrixPlan(program: Program, everySet: boolean): MatrixPlan {
	const series = program.patches.find(({ entries }) => entries.series !== undefined && entries.series !== "")?.entries.series ?? "";
	return { ...defaultPlan(program, series), everySet };
}

/** The rows of a document's scenarios, those of one when they are there. Ends with what the search rejects with. */
export async function* patchMatrix(
	{ program, scenarios }: Pick<Snapshot, "program" | "scenarios">,
	plan: MatrixPlan,
	behaviours: Behaviours,
): AsyncGenerator<readonly MatrixRow[], void> {
	for (const { scenario } of scenarios) yield await matrixRows(program, scenario, plan, behaviours);
}
