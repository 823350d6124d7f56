import { countText, quantity } from "../explain/quantities";
import type { Statistics } from "../explain/statistics";
import type { Strength } from "../explain/strength";
import type { SourcePlaces } from "./source-places";

/** What a search of a scenario came by, a line each; with `every` also how often each step was taken. */
export function statisticsText(
	{ states, transitions, depth, complete, lanes }: Statistics,
	places: SourcePlaces,
	every: boolean,
): readonly string[] {
	const lines = [
		`  ${quantity(states, "state")}, ${quantity(transitions, "transition")}, ${countText(depth)} steps deep${complete ? "" : "; the search was not complete"}`,
	];
	for (const { name, steps } of lanes) {
		const taken = steps.filter((one) => one.taken > 0);
		lines.push(`  ${name}: ${countText(taken.length)} of ${quantity(steps.length, "step")} taken`);
		for (const { step, taken } of steps) {
			if (taken > 0 && !every) continue;
			const { file, line } = places.at(step.span);
			lines.push(`    ${taken === 0 ? "never" : countText(taken)}  ${file}:${line}  ${step.label}`);
		}
	}
	return lines;
}

/** What a `safe` does not depend on, a line each. */
export function strengthText({ tried, notNeeded }: Strength, places: SourcePlaces): readonly string[] {
	if (tried === 0) return ["  strength: there is no lock, re-check or wait to leave out"];
	const needed = `${countText(tried - notNeeded.length)} of ${countText(tried)} locks, re-checks and waits are needed`;
	return [
		`  strength: ${needed}${notNeeded.length > 0 ? "; nothing misses" : ""}`,
		...notNeeded.map(({ kind, place, text }) => {
			const { file, line } = places.at(place);
			return `    ${kind}  ${file}:${line}  ${text}`;
		}),
	];
}
