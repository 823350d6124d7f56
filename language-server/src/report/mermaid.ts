import { mermaidText } from "../base/escape";
import { stepName } from "../explain/timeline/step-name";
import type { TimelineStep } from "../explain/timeline/timeline";
import type { Finding } from "../explain/verdict/verdict";

/** A run as a sequence diagram of Mermaid: a participant for each lane, a note for each step. Ends in a line break. */
export function mermaid({
	kind,
	subject,
	message,
	timeline,
	dataRace,
}: Pick<Finding, "kind" | "subject" | "message" | "timeline" | "dataRace">): string {
	const lines = ["sequenceDiagram", `\taccTitle: ${mermaidText(message)}`];
	timeline.lanes.forEach((lane, index) => {
		lines.push(`\tparticipant L${index} as ${mermaidText(lane.name)}`);
	});
	let inside = "";
	const noteStep = (step: TimelineStep): void => {
		const calls = step.stack.map((frame) => `${frame.function}()`).join(" › ");
		const head = calls !== "" && `${step.lane} ${calls}` !== inside ? `${mermaidText(calls)}<br/>` : "";
		inside = `${step.lane} ${calls}`;
		const wrong = step.failing && kind === "race" ? `<br/>✗ ${mermaidText(dataRace?.fails ?? subject)}` : "";
		lines.push(
			`\tNote over L${step.lane}: ${mermaidText(stepName(step.number))} ${head}${mermaidText(step.label)}${changes(step)}${wrong}`,
		);
	};
	timeline.steps.forEach(noteStep);
	if (timeline.cycle.length > 0) {
		lines.push("\tloop again and again");
		timeline.cycle.forEach(noteStep);
		lines.push("\tend");
	}
	for (const { lane, label } of timeline.waiting) lines.push(`\tNote over L${lane}: ${mermaidText(label)}<br/>✗ stays here`);
	return lines.map((line) => `${line}\n`).join("");
}

function changes({ changes: all }: TimelineStep): string {
	const shared = all.filter(({ local }) => !local);
	return shared.length === 0
		? ""
		: `<br/>[${shared.map(({ name, before, after }) => mermaidText(`${name} ${before} → ${after}`)).join(", ")}]`;
}
