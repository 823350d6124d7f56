/** What the stages make of a file, for those who work on Raceline itself. */

import { jsonText } from "../base/escape";
import type { AnchoredSpan, Span } from "../base/span";
import { compile } from "../compiler/compile";
import { printValue } from "../explain/timeline/print-value";
import { configurationsOf } from "../explain/verdict/check-scenario";
import type { FileReport } from "../report/check-report";
import type { SourcePlaces } from "../report/source-places";
import type { LaneText, NamedSystem } from "../system/system-text";
import type { Code, Lane } from "../system/transition-system";
import type { LoadedFile } from "./load-program";

/** The syntax tree as JSON, without its tokens and the text. */
export function treeDump({ file }: LoadedFile): readonly string[] {
	const { items, diagnostics } = file.tree;
	return jsonText({ uri: file.uri, items: located(items, file.spanOf), diagnostics }).split("\n");
}

/** Cells, lanes and properties of each scenario under each configuration. */
export function stepsDump({ program, scenarios }: LoadedFile, places: SourcePlaces): readonly string[] {
	return scenarios.flatMap((scenario) =>
		configurationsOf(scenario).flatMap((configuration) => {
			const compilation = compile(program, scenario, configuration);
			const title = `scenario ${scenario.symbol.name} under ${configuration.text}`;
			const body = compilation.system
				? systemLines(compilation, places)
				: compilation.problems.map(({ message }) => `  not compiled: ${message}`);
			return [title, ...body, ""];
		}),
	);
}

function systemLines({ system, text }: NamedSystem, places: SourcePlaces): readonly string[] {
	const cells = system.cells.map(({ role, lane, min, max, initial }, cell) => {
		const { name, type } = text.cells[cell];
		const owner = lane === undefined ? "" : ` of ${text.lanes[lane].name}`;
		return `    ${cell} ${name}: ${role}${owner}, ${type.kind} ${min}..${max} = ${printValue(text, type, initial)}`;
	});
	const lanes = system.lanes.flatMap((lane, index) => laneLines(lane, text.lanes[index], places));
	const properties = system.properties.map(({ failure, when }) => `    ${system.failures[failure].property} (${when})`);
	return ["  cells", ...cells, ...lanes, "  properties", ...properties];
}

function laneLines({ kind, start, steps }: Lane, text: LaneText, places: SourcePlaces): readonly string[] {
	const width = Math.max(0, ...text.steps.map(({ label }) => label.length));
	const lines = text.steps.map(({ access, label, span, stack }, location) => {
		const { file, line, column } = places.at(span);
		const calls = stack.map((frame) => `${frame.function} > `).join("");
		const next = nextLocations(steps[location].code, steps.length);
		return `    ${String(location).padStart(3)} ${access.padEnd(6)} ${label.padEnd(width)}  -> ${next}  ${calls}${file}:${line}:${column}`;
	});
	return [`  ${kind} ${text.name}, starts at ${start}`, ...lines];
}

function nextLocations({ blocks }: Code, done: number): string {
	const ends = blocks.map(({ end }) => end);
	const locations = ends.flatMap((end) => (end.kind === "next" ? [end.location] : [])).sort((a, b) => a - b);
	const names = [...new Set(locations)].map((location) => (location === done ? "done" : String(location)));
	return [...names, ...(ends.some((end) => end.kind === "blocked") ? ["blocked"] : [])].join(" | ");
}

/** The same data with offsets into files in the place of those from an anchor. */
function located(value: unknown, locate: (place: AnchoredSpan) => Span): unknown {
	if (Array.isArray(value)) return value.map((element) => located(element, locate));
	if (typeof value !== "object" || value === null) return value;
	const inner = (part: object): object => Object.fromEntries(Object.entries(part).map(([key, element]) => [key, located(element, locate)]));
	if (!("anchor" in value)) return inner(value);
	const { anchor, from, to, ...rest } = value as AnchoredSpan;
	return { ...inner(rest), ...locate({ anchor, from, to }) };
}

/** Everything that was found, with its timeline. */
export function timelineDump(reports: readonly FileReport[], { locate }: SourcePlaces): readonly unknown[] {
	return reports.flatMap(({ file, scenarios }) =>
		scenarios.flatMap(({ scenario, checks }) =>
			checks.flatMap(({ configuration, outcome }) =>
				(outcome?.findings ?? []).map((finding) => ({
					file: file.name,
					scenario: scenario.symbol.name,
					kernel: configuration.text,
					...(located(finding, locate) as object),
				})),
			),
		),
	);
}
