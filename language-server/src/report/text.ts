/**
 * The report for a terminal: a line for each scenario, and for what is not as expected the place and the losing run.
 *
 * Invariant: a verdict is shown by a word and a sign, never by colour alone; `✓` stands only where every expectation is
 * met.
 */

import { printable } from "../base/escape";
import { quantity, statesText, timeText } from "../base/quantities";
import { isTooLarge } from "../compiler/compile";
import { failingPlace } from "../explain/timeline/failing-place";
import { stepName } from "../explain/timeline/step-name";
import type { CheckedScenario } from "../explain/verdict/check-scenario";
import { racesBesides } from "../explain/verdict/data-races";
import { headline, stepCount } from "../explain/verdict/headline";
import type { Finding, Judgment, Outcome } from "../explain/verdict/verdict";
import type { Palette } from "./ansi";
import { type FileReport, isJudged, problemsOf, type Summary } from "./check-report";
import { codeFrame } from "./code-frame";
import { diagram } from "./diagram";
import { whyItFails, wrapText } from "./explanation";
import type { SourcePlaces } from "./source-places";

export interface TextOptions {
	readonly paint: Palette;
	/** Shows every losing run that was found, also those that were expected. */
	readonly timeline: boolean;
	/** Shows each expectation, and the runs of expected races. */
	readonly verbose: boolean;
}

/** More than these say no more about what is wrong with a file. */
const SHOWN_DIAGNOSTICS = 20;

/** More places that are never come to say no more about a scenario. */
const SHOWN_NEVER = 5;

/** The report on one file, a line each. */
export function fileText(report: FileReport, places: SourcePlaces, options: TextOptions): readonly string[] {
	const { paint } = options;
	const frames = report.diagnostics.slice(0, SHOWN_DIAGNOSTICS).flatMap((diagnostic) => [...codeFrame(diagnostic, places, paint), ""]);
	const hidden = report.diagnostics.length - SHOWN_DIAGNOSTICS;
	if (hidden > 0) frames.push(`… and ${quantity(hidden, "diagnostic")} more`, "");
	const width = Math.max(0, ...report.scenarios.map(({ scenario }) => scenario.symbol.name.length));
	const scenarios = report.scenarios.flatMap((scenario) => scenarioText(scenario, width, places, options));
	return [paint.bold(printable(report.file.name)), ...frames, ...scenarios, ...(scenarios[scenarios.length - 1] === "" ? [] : [""])];
}

/** The last line of a report: what came out of all expectations. */
export function summaryText(summary: Summary, paint: Palette): string {
	const counts = [
		summary.errors > 0 ? paint.red(quantity(summary.errors, "error")) : "",
		summary.unmet > 0 ? paint.red(`${quantity(summary.unmet, "expectation")} not met`) : "",
		summary.undecided > 0 ? paint.yellow(`${quantity(summary.undecided, "expectation")} undecided`) : "",
		summary.met > 0 ? paint.green(`${quantity(summary.met, "expectation")} met`) : "",
	].filter((text) => text !== "");
	return [
		...counts,
		`${quantity(summary.scenarios, "scenario")} in ${quantity(summary.files, "file")}`,
		quantity(summary.states, "state"),
	].join(" · ");
}

function scenarioText(checked: CheckedScenario, width: number, places: SourcePlaces, options: TextOptions): readonly string[] {
	const { paint, verbose, timeline } = options;
	const { scenario, checks, judgments } = checked;
	const name = scenario.symbol.name.padEnd(width);
	const problems = problemsOf(checked, places.locate).flatMap((problem) => ["", ...codeFrame(problem, places, paint)]);
	if (!isJudged(checked)) {
		const why = checks.some((check) => isTooLarge(check)) ? "not checked: too large" : "not checked";
		return [`${paint.red("✗")} ${name}  ${paint.red(why)}`, ...problems, ...(problems.length > 0 ? [""] : [])];
	}

	const own = checks[0].outcome;
	const title = `${markOf(judgments, paint)} ${paint.bold(name)}  ${own ? outcomeText(own, paint) : paint.yellow("broke down")}`;
	const several = judgments.length > 1 || judgments[0]?.outcome !== own;
	const open = judgments.filter((judgment) => judgment.met !== true);
	const listed = verbose ? judgments : several ? open : [];
	const texts = listed.map(judgmentText);
	const textWidth = Math.max(0, ...texts.map((text) => text.length));
	const lines = listed.map(
		(judgment, index) =>
			`    ${markOf([judgment], paint)} ${texts[index].padEnd(textWidth)}${judgment.outcome ? `  ${outcomeText(judgment.outcome, paint)}` : ""}`,
	);

	const drawn = new Set<string>();
	const runOnce = (outcome: Outcome, finding: Finding): readonly string[] => {
		const lines = runText(outcome, finding);
		const isNew = !drawn.has(lines.join("\n"));
		drawn.add(lines.join("\n"));
		return isNew ? lines : ["", "    The same run as above."];
	};
	const blocks = judgments.flatMap((judgment): readonly string[] => {
		const { met, finding, outcome } = judgment;
		if (met === true && !(finding && (timeline || verbose))) return [];
		const head = met === true && finding ? [expectedText(judgment, finding, paint)] : unmetText(judgment, places, paint);
		return ["", ...head, ...(finding && outcome ? runOnce(outcome, finding) : [])];
	});
	const unasked =
		timeline && drawn.size === 0 && own?.findings[0] ? ["", printable(headline(own.findings[0])), ...runText(own, own.findings[0])] : [];
	const details = [...problems, ...blocks, ...unasked];
	const never = checks[0].neverRuns.slice(0, SHOWN_NEVER).map(({ of, text, place }) => {
		const { file, line } = places.at(place);
		return `    ${paint.yellow("!")} ${printable(`${of} never runs '${text}'`)}  ${paint.dim(`${printable(file)}:${line}`)}`;
	});
	const races = racesBesides(own, judgments).flatMap((finding): readonly string[] => {
		const { file, line } = places.at(failingPlace(finding, places.locate) ?? scenario.symbol.span);
		const said = `    ${paint.yellow("!")} ${printable(headline(finding))}  ${paint.dim(`${printable(file)}:${line}`)}`;
		return own && (timeline || verbose) ? [said, ...runText(own, finding), ""] : [said];
	});
	const more = checks[0].neverRuns.length - SHOWN_NEVER;
	if (more > 0) never.push(`    ${paint.yellow("!")} and ${quantity(more, "place")} more`);
	return [title, ...never, ...races, ...lines, ...details, ...(details.length > 0 ? [""] : [])];
}

function markOf(judgments: readonly Judgment[], paint: Palette): string {
	if (judgments.some(({ met }) => met === false)) return paint.red("✗");
	return judgments.some(({ met }) => met === undefined) ? paint.yellow("?") : paint.green("✓");
}

const VERDICT_WIDTH = "inconclusive".length;

/** `safe          v4.18 · 812 states · 3 ms`. */
function outcomeText({ verdict, configuration, result }: Outcome, paint: Palette): string {
	const details = [configuration.text, statesText(result), timeText(result.milliseconds)].filter((text) => text !== "");
	return `${verdict.padEnd(VERDICT_WIDTH)}  ${paint.dim(details.join(" · "))}`;
}

function judgmentText({ expectation, finding }: Judgment): string {
	return printable(finding ? `${expectation.text} (${stepCount(finding)})` : expectation.text);
}

function expectedText({ expectation, outcome }: Judgment, finding: Finding, paint: Palette): string {
	const under = outcome && outcome.configuration.text !== "" ? ` under ${outcome.configuration.text}` : "";
	return `${paint.bold(printable(headline(finding)))} ${paint.dim(`(as expected${expectation.text.includes(" under ") ? under : ""})`)}`;
}

/** An expectation that is not met or left open, at the step that goes wrong, or where the expectation stands. */
function unmetText({ met, message, finding, expectation }: Judgment, places: SourcePlaces, paint: Palette): readonly string[] {
	const place = finding && failingPlace(finding, places.locate);
	const related = place && expectation.written ? [{ span: places.locate(expectation.span), message: expectation.text }] : undefined;
	const stays = finding?.timeline.waiting.some(({ lane }) => finding.timeline.lanes[lane].name === finding.subject);
	const label =
		finding?.kind === "hang"
			? `${finding.subject} ${stays ? "stays here" : "goes round here"}`
			: stepName(finding?.timeline.steps.length ?? 0);
	const notes = finding?.kind === "race" && finding.effect !== "" ? [`what a user sees: ${finding.effect}`] : [];
	return codeFrame(
		{
			severity: met === false ? "error" : "warning",
			message,
			span: places.locate(place ?? expectation.span),
			label: place && label,
			related,
			notes,
		},
		places,
		paint,
	);
}

/** A losing run in columns, and below it the racing pair and what is missing. */
function runText(outcome: Outcome, finding: Finding): readonly string[] {
	if (finding.failing === undefined) return [];
	const why = whyItFails(outcome, finding).flatMap((sentence) => wrapText(sentence));
	const lines = [...diagram(finding, { numbers: true }), ...(why.length > 0 ? ["", ...why] : [])];
	return ["", ...lines.map((line) => `  ${line}`.trimEnd())];
}
