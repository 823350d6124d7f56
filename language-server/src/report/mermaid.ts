import type { TimelineStep } from "../explain/timeline";
import type { Finding } from "../explain/verdict";

/** A run as a sequence diagram of Mermaid: a participant for each lane, a note for each step. Ends in a line break. */
export function mermaid({ kind, subject, message, timeline }: Pick<Finding, "kind" | "subject" | "message" | "timeline">): string {
	const lines = ["sequenceDiagram", `\taccTitle: ${text(message)}`];
	timeline.lanes.forEach((lane, index) => {
		lines.push(`\tparticipant L${index} as ${text(lane.name)}`);
	});
	let inside = "";
	const noteStep = (step: TimelineStep): void => {
		const calls = step.stack.map((frame) => `${frame.function}()`).join(" › ");
		const head = calls !== "" && `${step.lane} ${calls}` !== inside ? `${text(calls)}<br/>` : "";
		inside = `${step.lane} ${calls}`;
		const wrong = step.failing && kind === "race" ? `<br/>✗ ${text(subject)}` : "";
		lines.push(`\tNote over L${step.lane}: ${step.number}. ${head}${text(step.label)}${changes(step)}${wrong}`);
	};
	timeline.steps.forEach(noteStep);
	if (timeline.cycle.length > 0) {
		lines.push("\tloop again and again");
		timeline.cycle.forEach(noteStep);
		lines.push("\tend");
	}
	for (const { lane, label } of timeline.waiting) lines.push(`\tNote over L${lane}: ${text(label)}<br/>✗ stays here`);
	return lines.map((line) => `${line}\n`).join("");
}

function changes({ changes: all }: TimelineStep): string {
	const shared = all.filter(({ local }) => !local);
	return shared.length === 0 ? "" : `<br/>[${shared.map(({ name, before, after }) => text(`${name} ${before} → ${after}`)).join(", ")}]`;
}

/** Text that Mermaid takes for nothing else: its own signs as entities. */
function text(plain: string): string {
	return plain.replace(/\s+/g, " ").replace(/[#;:<>"&{}%]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
