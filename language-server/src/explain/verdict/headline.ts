import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import type { Finding } from "./verdict";

/** A finding in one sentence: `race: device writes block 7 of 'other' (dma_into_foreign_file), 9 steps`. */
export function headline(finding: Finding): string {
	const said = [statement(finding), stepCount(finding)];
	return finding.kind === "race" ? t`race: ${said[0]}, ${said[1]}` : t`hang: ${said[0]}, ${said[1]}`;
}

/** `race: …`, `hang: …`. */
export function failureWords(kind: Finding["kind"], what: string): string {
	return kind === "race" ? t`race: ${what}` : t`hang: ${what}`;
}

/** What a finding says, with the name by which an expectation asks for it. A hang's message begins with that name. */
export function statement({ kind, message, subject }: Finding): string {
	return kind === "race" ? `${message} (${subject})` : message;
}

/**
 * `9 steps`, `3 steps and a cycle of 8`, or `before the first step` for what fails in the initial state; says so when a
 * run is perhaps not the shortest, or none is known.
 */
export function stepCount({ timeline, failing, isFirst }: Pick<Finding, "timeline" | "failing" | "isFirst">): string {
	if (failing === undefined) return t`no run found within the limits`;
	if (isFirst) return t`${quantity(timeline.steps.length, "step")} in the first run found`;
	const { length } = timeline.cycle;
	if (length > 0 && timeline.steps.length === 0) return t`a cycle of ${quantity(length, "step")}`;
	if (length > 0) return t`${quantity(timeline.steps.length, "step")} and a cycle of ${length}`;
	return timeline.steps.length === 0 ? t`before the first step` : quantity(timeline.steps.length, "step");
}
