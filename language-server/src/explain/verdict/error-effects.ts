/**
 * What the errors of the language do to whom, in plain words: what a property says with `@effect` and `@symptom`. Of
 * the others the message is as plain.
 */
import { t } from "../../base/l10n";
import type { RunError } from "../../base/run-errors";
import type { Run } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { stepName } from "../timeline/step-name";
import type { Life } from "./life-story";
import type { Finding } from "./verdict";

type Effect = Pick<Finding, "effect" | "symptom">;

/** Undefined of an error about which nothing is to be said beside its message. `life` is that of what it is about. */
export function errorEffect({ text }: NamedSystem, property: string, { steps }: Run, life: Life | undefined): Effect | undefined {
	const last = steps[steps.length - 1];
	if (last === undefined) return undefined;
	const lane = (step: number): string => text.lanes[steps[step - 1].lane].name;
	const who = lane(steps.length);
	if (property === ("null_dereference" satisfies RunError))
		return { effect: t`${who} follows a null pointer and crashes.`, symptom: t`follows a null pointer` };
	if (life?.ended === undefined) return undefined;
	const { name } = text.objects[life.object];
	const isOwn = lane(life.ended) === who;
	const ender = isOwn ? t`it` : lane(life.ended);
	const step = stepName(life.ended);
	switch (property) {
		case "use_after_free" satisfies RunError: {
			const reads = text.lanes[last.lane].steps[last.location].access === "read";
			return {
				effect: reads
					? t`${who} reads ${name} after ${ender} has freed it in ${step}: the memory may belong to somebody else by now.`
					: t`${who} changes ${name} after ${ender} has freed it in ${step}: the memory may belong to somebody else by now.`,
				symptom: reads ? t`reads freed memory` : t`changes freed memory`,
			};
		}
		case "double_free" satisfies RunError:
			return {
				effect: t`${who} frees ${name} after ${ender} has freed it in ${step}: the memory may belong to somebody else by now.`,
				symptom: t`frees memory twice`,
			};
		case "use_after_scope" satisfies RunError:
			return {
				effect: t`${who} uses ${name} of a stack that ${ender} has given up in ${step}: something else may be there by now.`,
				symptom: t`uses a stack that is given up`,
			};
		default:
			return undefined;
	}
}
