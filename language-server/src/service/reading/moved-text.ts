/**
 * The text of a system that was compiled from an earlier text, with its places where they stand now: so that a place of
 * the document is found in it as in one that was compiled from the document as it is.
 *
 * Invariant: what was edited since stands nowhere any more, so that nothing is told of it.
 */
import { type AnchoredSpan, encloses, type FileSpan, spanOf } from "../../base/span";
import { allFiles } from "../../semantics/program";
import type { SystemText, VariableText } from "../../system/system-text";
import type { Snapshot } from "../workspace/snapshot";

const moved = new WeakMap<Snapshot, WeakMap<SystemText, SystemText>>();

/** The text with its places moved; made once. */
export function movedText(snapshot: Snapshot, text: SystemText): SystemText {
	const known = moved.get(snapshot) ?? new WeakMap<SystemText, SystemText>();
	moved.set(snapshot, known);
	const made = known.get(text) ?? move(snapshot, text);
	known.set(text, made);
	return made;
}

function move(snapshot: Snapshot, text: SystemText): SystemText {
	const place = (span: AnchoredSpan): AnchoredSpan => placeNow(snapshot, span);
	const variable = (one: VariableText): VariableText => ({ ...one, declared: place(one.declared) });
	return {
		...text,
		objects: text.objects.map((object) => ({
			...object,
			...(object.span && { span: place(object.span) }),
			fields: object.fields.map((field) => ({ ...field, declared: place(field.declared) })),
		})),
		variables: text.variables.map(variable),
		lanes: text.lanes.map((lane) => ({
			...lane,
			span: place(lane.span),
			variables: lane.variables.map(variable),
			steps: lane.steps.map((step) => ({
				...step,
				span: place(step.span),
				stack: step.stack.map((frame) => ({ ...frame, span: place(frame.span) })),
			})),
		})),
	};
}

/** The place itself where its piece of text is as it was, and where it was edited since, so that it is nowhere. */
function placeNow(snapshot: Snapshot, span: AnchoredSpan): AnchoredSpan {
	if (snapshot.program.anchorAt(span.anchor)) return span;
	const now = snapshot.untouched(span);
	return (now && anchored(snapshot, now)) ?? span;
}

/** Its place in the item in which it stands, or in that item's name, which has an anchor of its own. */
function anchored({ program }: Snapshot, place: FileSpan): AnchoredSpan | undefined {
	const file = allFiles(program).find(({ uri }) => uri === place.file);
	const item = file?.tree.items.find((candidate) => encloses(file.spanOf(candidate), place));
	if (file === undefined || item === undefined) return undefined;
	const within = "name" in item && encloses(file.spanOf(item.name), place) ? item.name : item;
	const start = file.spanOf({ ...spanOf(within), from: 0, to: 0 }).start;
	return { anchor: within.anchor, from: place.start - start, to: place.end - start };
}
