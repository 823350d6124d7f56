/** One losing run for a commit message, a web page or a program. */

import { codeBlock, codeSpan, escapeMarkdown } from "../base/escape";
import { inEnglish } from "../base/l10n";
import { quantity, statesText } from "../base/quantities";
import { explainRun } from "../explain/pair/describe-pair";
import { stepName } from "../explain/timeline/step-name";
import type { Finding, Outcome } from "../explain/verdict/verdict";
import { diagram } from "./diagram";
import { mermaid } from "./mermaid";
import { svg } from "./svg";

/** A run, and where it is from. */
export interface Explained {
	readonly scenario: string;
	readonly outcome: Outcome;
	readonly finding: Finding;
}

export type ExplanationFormat = "changelog" | "markdown" | "mermaid" | "svg";

/** Lines of a commit message are no longer than this. */
const WIDTH = 72;

/** A run in one of the formats, ending in a line break. */
export function explanation(explained: Explained, format: ExplanationFormat): string {
	switch (format) {
		case "changelog":
			return changelog(explained);
		case "markdown":
			return markdown(explained);
		case "mermaid":
			return mermaid(essence(explained).finding);
		case "svg":
			return svg(essence(explained).finding, headline(explained));
	}
}

/**
 * What the user sees, as a sentence, and the run in columns of at most 75 characters: goes into a commit message as it
 * is, where nothing but ASCII should stand.
 */
export function changelog(explained: Explained): string {
	return inEnglish(() => inColumns(explained));
}

function inColumns(explained: Explained): string {
	const { outcome, scenario } = explained;
	const why = whyItFails(outcome, explained.finding);
	const spoken = [explained.finding.message, ...why];
	const numbers = new Set(spoken.flatMap((sentence) => [...sentence.matchAll(/#(\d+)/g)].map(([, number]) => Number(number))));
	const { finding, left } = essence(explained, numbers);
	const sliced = left === 0 ? "" : ` ${quantity(left, "step")} on which this does not depend are left out.`;
	const source = `Found among ${statesText(outcome.result)} of the scenario ${scenario}.${sliced}`;
	const said = finding.effect === "" ? `${headline(explained)}:` : `${headline(explained)}. ${finding.effect}`;
	const lines = diagram(finding, { brief: true, numbers });
	const paragraphs = [wrapText(said), lines, ...why.map((sentence) => wrapText(sentence)), wrapText(source)];
	return paragraphs.map((paragraph) => paragraph.map((line) => `${line}\n`).join("")).join("\n");
}

/** The racing pair and what is missing, each a sentence; what is not known is not there. */
export function whyItFails(outcome: Outcome, finding: Finding): readonly string[] {
	const { pair, missing } = explainRun(outcome, finding) ?? {};
	const goesRound = finding.timeline.cycle.length > 0;
	return [
		...(pair ? [`Racing pair: ${pair.sentence}.`] : []),
		...(missing ? [`${goesRound ? "Loop" : "Missing"}: ${missing}.`] : []),
		...lifeText(finding),
	];
}

/** Where an object was accessed, where its life ended and where that began, as KASAN tells it. */
function lifeText({ life, timeline }: Finding): readonly string[] {
	if (life === undefined) return [];
	const told = timeline.steps.flatMap(({ number, lane, label, stack, failing }) => {
		const ended = life.isOnStack ? "Out of scope" : "Freed";
		const what = failing ? "Accessed" : number === life.ended ? ended : number === life.made ? "Allocated" : undefined;
		const within = stack.length === 0 ? "" : ` in ${stack[stack.length - 1].function}()`;
		return what === undefined ? [] : [`${what} by ${timeline.lanes[lane].name} at ${stepName(number)}: ${label}${within}.`];
	});
	return told.length < 2 ? [] : [told.reverse().join(" ")];
}

/** The same for a page: with the number of each step, as the text refers to them. */
function markdown(explained: Explained): string {
	const { outcome, scenario } = explained;
	const { finding } = explained;
	const pair = explainRun(outcome, finding)?.pair;
	const facts = `Kernel ${codeSpan(outcome.configuration.text)}, ${quantity(finding.timeline.steps.length, "step")}, ${finding.timeline.switches} context switch${finding.timeline.switches === 1 ? "" : "es"}; ${statesText(outcome.result)} explored.`;
	return [
		`### ${codeSpan(scenario)}: ${finding.kind} ${codeSpan(finding.subject)}`,
		"",
		escapeMarkdown([`${headline(explained)}.`, finding.effect].join(" ").trimEnd()),
		"",
		...(pair
			? [
					`${codeSpan(pair.first.label)} against ${codeSpan(pair.second.label)}: ${escapeMarkdown(`${pair.sentence}; ${pair.otherwise}.`)}`,
					"",
				]
			: []),
		...whyItFails(outcome, finding)
			.slice(pair ? 1 : 0)
			.flatMap((sentence) => [escapeMarkdown(sentence), ""]),
		facts,
		"",
		codeBlock(diagram(finding, { numbers: true }).join("\n"), "text"),
	]
		.map((line) => `${line}\n`)
		.join("");
}

/**
 * The run without the steps that its failure does not depend on, but for those that are spoken of, and how many those
 * are.
 */
export function essence(
	{ finding, outcome }: Explained,
	spokenOf: ReadonlySet<number> = new Set(),
): { readonly finding: Finding; readonly left: number } {
	const relevant = explainRun(outcome, finding)?.relevant;
	if (relevant === undefined) return { finding, left: 0 };
	const { timeline } = finding;
	const steps = timeline.steps.filter(({ number, failing }) => failing || relevant.includes(number) || spokenOf.has(number));
	return { finding: { ...finding, timeline: { ...timeline, steps } }, left: timeline.steps.length - steps.length };
}

/** `With v4.17, a device writes block 0 …`, without a full stop. */
function headline({ finding, outcome }: Explained): string {
	const kernel = outcome.configuration.text;
	return kernel === "" ? capital(finding.message) : `With ${kernel}, ${finding.message}`;
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A text in lines, in ASCII. */
export function wrapText(text: string, width = WIDTH): readonly string[] {
	const plain = text
		.replace(/…/g, "...")
		.replace(/→/g, "->")
		.replace(/[^\x20-\x7e]/gu, "?");
	const lines: string[] = [];
	let line = "";
	for (const word of plain.split(/\s+/)) {
		if (line !== "" && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else line = line === "" ? word : `${line} ${word}`;
	}
	return [...lines, line];
}
