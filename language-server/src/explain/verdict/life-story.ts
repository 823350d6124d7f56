/** What became of an object before it was used when it was no more: who has made it, and who has ended it. */
import type { Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { stepName } from "../timeline/step-name";

/**
 * ` by freer in #4, made by maker in #1`, steps counted from 1; of an object on a stack
 * ` since #4: waiter has left submit()`. Empty where the run has nothing of it.
 */
export function lifeStory({ text }: NamedSystem, object: number, { steps, states }: Run): string {
	const { life: cell, frame } = lifeOf(text, object);
	if (cell === undefined) return "";
	const became = (value: string): { readonly lane: string; readonly at: string } | undefined => {
		const at = steps.findIndex(
			(_, step) => states[step][cell] !== states[step + 1][cell] && lifeText(text, cell, states[step + 1][cell]).startsWith(value),
		);
		return at < 0 ? undefined : { lane: text.lanes[steps[at].lane].name, at: stepName(at + 1) };
	};
	if (frame !== undefined) {
		const left = became("out of scope");
		if (left === undefined) return "";
		return ` since ${left.at}: ${left.lane} has left ${frame === null ? "the block that it belongs to" : `\`${frame}()\``}`;
	}
	const [freed, made] = [became("freed"), became("alive")];
	return `${freed ? ` by ${freed.lane} in ${freed.at}` : ""}${made ? `, made by ${made.lane} in ${made.at}` : ""}`;
}

/** An object, or that of which it is part: what lives and ends. */
function lifeOf({ objects }: SystemText, object: number): SystemText["objects"][number] {
	return objects[objects[object].root ?? object];
}

function lifeText({ cells }: SystemText, cell: number, value: number): string {
	const { type } = cells[cell];
	return type.kind === "enum" ? type.members[value] : "";
}

/** Who referred last to an object that is lost, and which step ended that. Empty where nothing ever did. */
export function lastHolder({ text }: NamedSystem, object: number, { steps, states }: Run): string {
	const within = new Set(text.objects.flatMap(({ root }, index) => (index === object || root === object ? index : [])));
	const holders = text.cells.flatMap(({ type, object: owner, field }, cell) => {
		if (type.kind !== "reference" || field === "address") return [];
		const values = new Set(type.objects.flatMap((one, index) => (within.has(one) ? index + 1 : [])));
		const life = owner === undefined ? undefined : lifeOf(text, owner).life;
		return values.size > 0 && !(owner !== undefined && within.has(owner)) ? [{ cell, values, life }] : [];
	});
	const holds = ({ cell, values, life }: (typeof holders)[number], state: readonly number[]): boolean =>
		values.has(state[cell]) &&
		(life === undefined || ["alive", "in scope", "in scope since it began"].includes(lifeText(text, life, state[life])));
	const at = steps.findLastIndex((_, step) => holders.some((holder) => holds(holder, states[step]) && !holds(holder, states[step + 1])));
	if (at < 0) return "";
	const names = holders
		.filter((holder) => holds(holder, states[at]) && !holds(holder, states[at + 1]))
		.map(({ cell }) => text.cells[cell].name);
	return `; ${names.join(", ")} did until ${text.lanes[steps[at].lane].name}'s ${stepName(at + 1)}`;
}
