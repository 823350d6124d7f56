/** What there is to say about a search beyond its verdict, a line each, for a terminal and for an editor. */

import { printable } from "../base/escape";
import { t } from "../base/l10n";
import { countText, quantity } from "../base/quantities";
import type { AnchoredSpan, Locate } from "../base/span";
import type { BehaviourDiff } from "../explain/patches/behaviour-diff";
import type { Strength } from "../explain/patches/strength";
import { failingPlace } from "../explain/timeline/failing-place";
import { headline } from "../explain/verdict/headline";
import { cutOff } from "../explain/verdict/judge";
import type { Statistics } from "../explain/verdict/statistics";
import type { SourcePlaces } from "./source-places";

/** A line, with the place in a text that it is about. */
export interface DetailLine {
	readonly text: string;
	/** Where, and what stands there; a line without a place is about what the next ones list. */
	readonly about?: { readonly place: AnchoredSpan; readonly label: string };
	/** Of a lock, re-check or wait: what is known of leaving it out. */
	readonly need?: Need;
}

/** Whether anything fails without a lock, re-check or wait; undecided where a limit ended the search. */
export type Need = "needed" | "undecided" | "unneeded";

/** Lines for a terminal. */
export function detailText(lines: readonly DetailLine[], places: SourcePlaces): readonly string[] {
	return lines.map(({ text, about }) => {
		if (about === undefined) return `  ${printable(text)}`;
		const { file, line } = places.at(about.place);
		return `    ${printable(`${text}  ${file}:${line}  ${about.label}`)}`;
	});
}

/** What a search of a scenario came by; with `every` also how often each step was taken. */
export function statisticsLines({ states, transitions, depth, complete, lanes }: Statistics, every: boolean): readonly DetailLine[] {
	const size = t`${quantity(states, "state")}, ${quantity(transitions, "transition")}, ${countText(depth)} steps deep`;
	const text = complete ? size : t`${size}; the search was not complete`;
	return [
		{ text },
		...lanes.flatMap(({ name, steps }) => {
			const taken = steps.filter((one) => one.taken > 0);
			return [
				{
					text: complete
						? t`${name}: ${countText(taken.length)} of ${quantity(steps.length, "step")} taken`
						: t`${name}: at least ${countText(taken.length)} of ${quantity(steps.length, "step")} taken`,
				},
				...steps
					.filter((one) => every || one.taken === 0)
					.map(({ step, taken }) => ({
						text: taken > 0 ? countText(taken) : complete ? t`never` : t`not seen yet`,
						about: { place: step.span, label: step.label },
					})),
			];
		}),
	];
}

/** What a `safe` does not depend on; with `every` also what it does, and what happens without. */
export function strengthLines({ tried, needed, undecided, notNeeded }: Strength, every: boolean): readonly DetailLine[] {
	if (tried === 0) return [{ text: t`strength: there is no lock, re-check or wait to leave out` }];
	const open = undecided.length === 0 ? "" : t`, ${countText(undecided.length)} not decided`;
	const count = t`${countText(needed.length)} of ${countText(tried)} locks, re-checks and waits are needed${open}`;
	const without = every
		? needed.map(({ safeguard, finding }) => ({
				text: t`without this ${safeguard.kind}: ${headline(finding)}`,
				about: { place: safeguard.place, label: safeguard.text },
				need: "needed" as const,
			}))
		: [];
	return [
		...(every ? [{ text: count }] : []),
		...without,
		...(every && notNeeded.length === 0
			? []
			: [{ text: every ? t`nothing misses` : notNeeded.length > 0 ? t`strength: ${count}; nothing misses` : t`strength: ${count}` }]),
		...notNeeded.map(({ kind, place, text: label }) => ({ text: kind, about: { place, label }, need: "unneeded" as const })),
		...undecided.map(({ kind, place, text: label }) => ({
			text: t`not decided without this ${kind}`,
			about: { place, label },
			need: "undecided" as const,
		})),
	];
}

/** What a scenario can do now that it could not before, and the reverse. */
export function differenceLines(diff: BehaviourDiff, locate: Locate): readonly DetailLine[] {
	const { newFailures, goneFailures } = diff;
	return [
		{ text: differenceTitle(diff) },
		...goneFailures.map((finding) => ({ text: t`no more: ${headline(finding)}` })),
		...newFailures.map((finding) => {
			const place = failingPlace(finding, locate);
			const text = t`new: ${headline(finding)}`;
			return place === undefined ? { text } : { text, about: { place, label: finding.timeline.steps.at(-1)?.label ?? "" } };
		}),
	];
}

/** The same in a line. */
export function differenceTitle({ same, lost, gained, exact, complete, before, after }: BehaviourDiff): string {
	if (same && exact) return t`behaves as before (${countText(after.result.states)} states)`;
	if (same) return t`no difference was found: the same verdict, and ${countText(after.result.states)} states before and now`;
	if (!complete) {
		const open = after.result.complete ? before : after;
		const limit = open === before ? t`${cutOff(open.result)} before` : cutOff(open.result);
		return t`${before.verdict} before, ${after.verdict} now; what differs is not known: ${limit}`;
	}
	const states = exact
		? t`−${countText(lost)} states, +${countText(gained)}`
		: t`${countText(before.result.states)} states before, ${countText(after.result.states)} now`;
	return t`${before.verdict} before, ${after.verdict} now; ${states}`;
}
