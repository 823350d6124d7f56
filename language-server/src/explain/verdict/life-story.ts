/** What became of an object before it was used after it had been freed: who has made it, and who has freed it. */
import type { Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { stepName } from "../timeline/step-name";

/** ` by freer in #4, made by maker in #1`, steps counted from 1; empty where the run has neither. */
export function lifeStory({ text }: NamedSystem, object: number, { steps, states }: Run): string {
	const cell = lifeCell(text, object);
	if (cell === undefined) return "";
	const becomes = (value: string): string | undefined => {
		const at = steps.findLastIndex(
			(_, step) => states[step][cell] !== states[step + 1][cell] && lifeText(text, cell, states[step + 1][cell]) === value,
		);
		return at < 0 ? undefined : `by ${text.lanes[steps[at].lane].name} in ${stepName(at + 1)}`;
	};
	const [freed, made] = [becomes("freed"), becomes("alive")];
	return `${freed ? ` ${freed}` : ""}${made ? `, made ${made}` : ""}`;
}

/** The cell that says whether an object lives, or that of which it is part. */
function lifeCell({ cells, objects }: SystemText, object: number): number | undefined {
	const { name } = objects[object];
	const isOf = (owner: string): boolean => owner === name || name.startsWith(`${owner}.`);
	const found = cells.findIndex(
		({ type, object: owner }) => type.kind === "enum" && type.name === "life" && owner !== undefined && isOf(objects[owner].name),
	);
	return found < 0 ? undefined : found;
}

function lifeText({ cells }: SystemText, cell: number, value: number): string | undefined {
	const { type } = cells[cell];
	return type.kind === "enum" ? type.members[value] : undefined;
}
