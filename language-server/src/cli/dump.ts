/** What the stages make of a file, for those who work on Raceline itself. */

import { jsonText } from "../base/escape";
import { compile } from "../compiler/compile";
import { printValue } from "../explain/timeline/print-value";
import { configurationsOf } from "../explain/verdict/check-scenario";
import type { Finding } from "../explain/verdict/verdict";
import type { FileReport } from "../report/check-report";
import type { SourcePlaces } from "../report/source-places";
import type { Code, Lane, TransitionSystem } from "../system/transition-system";
import type { LoadedFile } from "./load-program";

/** The syntax tree as JSON, without its tokens and the text. */
export function treeDump({ file }: LoadedFile): readonly string[] {
	const { items, diagnostics } = file.tree;
	return jsonText({ uri: file.uri, items, diagnostics }).split("\n");
}

/** Cells, lanes and properties of each scenario under each configuration. */
export function stepsDump({ program, scenarios }: LoadedFile, places: SourcePlaces): readonly string[] {
	return scenarios.flatMap((scenario) =>
		configurationsOf(scenario).flatMap((configuration) => {
			const { system, problems } = compile(program, scenario, configuration);
			const title = `scenario ${scenario.symbol.name} under ${configuration.text}`;
			const body = system ? systemLines(system, places) : problems.map(({ message }) => `  not compiled: ${message}`);
			return [title, ...body, ""];
		}),
	);
}

function systemLines(system: TransitionSystem, places: SourcePlaces): readonly string[] {
	const cells = system.cells.map((cell, index) => {
		const lane = cell.lane === undefined ? "" : ` of ${system.lanes[cell.lane].name}`;
		return `    ${index} ${cell.name}: ${cell.role}${lane}, ${cell.type.kind} ${cell.min}..${cell.max} = ${printValue(system, cell.type, cell.initial)}`;
	});
	const properties = system.properties.map(({ name, when }) => `    ${name} (${when})`);
	return ["  cells", ...cells, ...system.lanes.flatMap((lane) => laneLines(lane, places)), "  properties", ...properties];
}

function laneLines({ name, kind, start, steps }: Lane, places: SourcePlaces): readonly string[] {
	const width = Math.max(0, ...steps.map(({ label }) => label.length));
	const lines = steps.map(({ access, label, code, span, stack }, location) => {
		const { file, line, column } = places.at(span);
		const calls = stack.map((frame) => `${frame.function} > `).join("");
		return `    ${String(location).padStart(3)} ${access.padEnd(6)} ${label.padEnd(width)}  -> ${nextLocations(code, steps.length)}  ${calls}${file}:${line}:${column}`;
	});
	return [`  ${kind} ${name}, starts at ${start}`, ...lines];
}

function nextLocations({ blocks }: Code, done: number): string {
	const ends = blocks.map(({ end }) => end);
	const locations = ends.flatMap((end) => (end.kind === "next" ? [end.location] : [])).sort((a, b) => a - b);
	const names = [...new Set(locations)].map((location) => (location === done ? "done" : String(location)));
	return [...names, ...(ends.some((end) => end.kind === "blocked") ? ["blocked"] : [])].join(" | ");
}

/** Everything that was found, with its timeline. */
export function timelineDump(reports: readonly FileReport[]): readonly (Finding & { file: string; scenario: string; kernel: string })[] {
	return reports.flatMap(({ file, scenarios }) =>
		scenarios.flatMap(({ scenario, checks }) =>
			checks.flatMap(({ configuration, outcome }) =>
				(outcome?.findings ?? []).map((finding) => ({
					file: file.name,
					scenario: scenario.symbol.name,
					kernel: configuration.text,
					...finding,
				})),
			),
		),
	);
}
