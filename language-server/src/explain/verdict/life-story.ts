/** What became of an object before it was used when it was no more: who has made it, and who has ended it. */
import { t } from "../../base/l10n";
import type { Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { stepName } from "../timeline/step-name";

/** When an object was made and ended: numbers of steps of a run, from 1, as far as the run has them. */
export interface Life {
	/** Index into `SystemText.objects`: the object itself, or that of which it is part. */
	readonly object: number;
	/** Whether it is on a stack: its life ends with its block, not by being freed. */
	readonly isOnStack: boolean;
	readonly made: number | undefined;
	readonly ended: number | undefined;
}

/** The life of an object in a run; undefined of one that lives for ever. */
export function lifeIn({ objects, cells }: SystemText, object: number, { steps, states }: Pick<Run, "steps" | "states">): Life | undefined {
	const root = objects[object].root ?? object;
	const { life: cell, frame } = objects[root];
	if (cell === undefined) return undefined;
	const became = (value: string): number | undefined => {
		const at = steps.findIndex(
			(_, step) => states[step][cell] !== states[step + 1][cell] && lifeText({ cells }, cell, states[step + 1][cell]).startsWith(value),
		);
		return at < 0 ? undefined : at + 1;
	};
	const isOnStack = frame !== undefined;
	return {
		object: root,
		isOnStack,
		made: became(isOnStack ? "in scope since" : "alive"),
		ended: became(isOnStack ? "out of scope" : "freed"),
	};
}

/**
 * ` by freer in #4, made by maker in #1`; of an object on a stack ` since #4: waiter has left submit()`. Empty where
 * the run has nothing of it.
 */
export function lifeStory({ text }: NamedSystem, object: number, run: Run): string {
	const life = lifeIn(text, object, run);
	if (life === undefined) return "";
	const lane = (step: number): string => text.lanes[run.steps[step - 1].lane].name;
	const { frame } = text.objects[life.object];
	const { made, ended } = life;
	if (frame !== undefined) {
		if (ended === undefined) return "";
		return t` since ${stepName(ended)}: ${lane(ended)} has left ${frame === null ? t`the block that it belongs to` : `\`${frame}()\``}`;
	}
	const freed = ended === undefined ? "" : t` by ${lane(ended)} in ${stepName(ended)}`;
	return `${freed}${made === undefined ? "" : t`, made by ${lane(made)} in ${stepName(made)}`}`;
}

/** True of an object that is not made yet, by the value of the cell that says whether it lives. */
export function isUnmade(text: Pick<SystemText, "cells">, life: number, value: number): boolean {
	return lifeText(text, life, value) === "unused";
}

/** An object, or that of which it is part: what lives and ends. */
function lifeOf({ objects }: SystemText, object: number): SystemText["objects"][number] {
	return objects[objects[object].root ?? object];
}

function lifeText({ cells }: Pick<SystemText, "cells">, cell: number, value: number): string {
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
	return t`; ${names.join(", ")} did until ${text.lanes[steps[at].lane].name}'s ${stepName(at + 1)}`;
}
