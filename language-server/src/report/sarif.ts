/**
 * The report for code scanning services, in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS
 * standard). A losing run is a code flow: a thread for each lane, with the order of the steps across them.
 */

import { sarifText } from "../base/escape";
import { isKernelUri } from "../base/kernel-uri";
import type { Timeline } from "../explain/timeline/timeline";
import type { FileReport } from "./check-report";
import { type Problem, problems } from "./problems";
import type { SourcePlace, SourcePlaces } from "./source-places";

/** What rules mean, for a reader who has not seen Raceline. A diagnostic's code that is not here explains itself. */
const rules: ReadonlyMap<string, string> = new Map(
	Object.entries({
		race: "Some interleaving violates a property",
		hang: "Some interleaving leaves a task waiting for ever",
		expectation: "An expectation is not met",
		inconclusive: "A limit ended the search before an answer",
		"check-failed": "The search broke down",
	}),
);

/** The log as a value to be written as JSON. */
export function sarifReport(reports: readonly FileReport[], places: SourcePlaces, version: string): object {
	const found = problems(reports, places);
	const ids = [...new Set(found.map(({ code }) => code))].sort();
	return {
		$schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						name: "Raceline",
						version,
						rules: ids.map((id) => ({ id, shortDescription: { text: rules.get(id) ?? id.replaceAll("-", " ") } })),
					},
				},
				columnKind: "utf16CodeUnits",
				results: found.map((problem) => result(problem, ids.indexOf(problem.code), places)),
			},
		],
	};
}

function result({ severity, code, message, span, expectation, finding }: Problem, ruleIndex: number, places: SourcePlaces): object {
	return {
		ruleId: code,
		ruleIndex,
		level: severity,
		message: { text: sarifText(message) },
		locations: [location(places.at(span))],
		...(expectation && { relatedLocations: [location(places.at(expectation), "expected here")] }),
		...(finding && { codeFlows: [codeFlow(finding.timeline, places)] }),
	};
}

function codeFlow({ lanes, steps }: Timeline, places: SourcePlaces): object {
	const taking = lanes.map(({ name }, lane) => ({ name, steps: steps.filter((step) => step.lane === lane) }));
	return {
		threadFlows: taking
			.filter((lane) => lane.steps.length > 0)
			.map(({ name, steps }) => ({
				id: name,
				locations: steps.map(({ number, label, span, changes, failing }) => {
					const shared = changes.filter(({ local }) => !local).map((change) => `${change.name} ${change.before} → ${change.after}`);
					return {
						executionOrder: number,
						importance: failing ? "essential" : shared.length > 0 ? "important" : "unimportant",
						location: location(places.at(span), [`${name}: ${label}`, ...shared].join(", ")),
					};
				}),
			})),
	};
}

function location({ file, line, column, endLine, endColumn }: SourcePlace, message?: string): object {
	return {
		physicalLocation: {
			artifactLocation: { uri: isKernelUri(file) ? file : file.split("/").map(encodeSegment).join("/") },
			region: { startLine: line, startColumn: column, endLine, endColumn },
		},
		...(message !== undefined && { message: { text: sarifText(message) } }),
	};
}

function encodeSegment(name: string): string {
	return encodeURI(name.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[#:?]/g, encodeURIComponent);
}
