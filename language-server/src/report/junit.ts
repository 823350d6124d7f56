/**
 * The report that continuous integration services show as tests, in the XML of JUnit as they read it: a suite for each
 * file, a test for each expectation. What is wrong with a file is an error of a test called `diagnostics`.
 */

import { printable, xmlText } from "../base/escape";
import type { Judgment } from "../explain/verdict/verdict";
import { type FileReport, problemsOf } from "./check-report";
import { diagram } from "./diagram";
import type { SourcePlaces } from "./source-places";

export function junitReport(reports: readonly FileReport[], places: SourcePlaces): string {
	const suites = reports.map((report) => suite(report, places));
	return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites.flat(), "</testsuites>", ""].join("\n");
}

function suite(report: FileReport, places: SourcePlaces): readonly string[] {
	const errors = [...report.diagnostics, ...report.scenarios.flatMap((scenario) => problemsOf(scenario, places.locate))].filter(
		({ severity }) => severity === "error",
	);
	const judgments = report.scenarios.flatMap(({ scenario, judgments }) =>
		judgments.map((judgment) => ({ name: scenario.symbol.name, judgment })),
	);
	const failures = judgments.filter(({ judgment }) => judgment.met === false).length;
	const undecided = judgments.filter(({ judgment }) => judgment.met === undefined).length;
	const broken =
		errors.length === 0
			? []
			: [
					`\t\t<testcase classname="${xmlText(report.file.name)}" name="diagnostics">`,
					...errors.map(({ span, message, code }) => {
						const { file, line, column } = places.at(span);
						return `\t\t\t<error type="${xmlText(code)}" message="${xmlText(printable(message))}">${xmlText(`${file}:${line}:${column}: ${message}`)}</error>`;
					}),
					"\t\t</testcase>",
				];
	const tests = judgments.length + (errors.length === 0 ? 0 : 1);
	return [
		`\t<testsuite name="${xmlText(report.file.name)}" tests="${tests}" failures="${failures}" errors="${undecided + (errors.length === 0 ? 0 : 1)}">`,
		...broken,
		...judgments.flatMap(({ name, judgment }) => testCase(name, judgment)),
		"\t</testsuite>",
	];
}

function testCase(scenario: string, { expectation, met, message, outcome, finding }: Judgment): readonly string[] {
	const seconds = ((outcome?.result.milliseconds ?? 0) / 1000).toFixed(3);
	const head = `\t\t<testcase classname="${xmlText(scenario)}" name="${xmlText(expectation.text)}" time="${seconds}"`;
	if (met === true) return [`${head}/>`];
	const kind = met === false ? "failure" : "error";
	const type = met === false ? (finding?.kind ?? "expectation") : outcome ? "inconclusive" : "not-checked";
	const run = finding ? `\n${diagram(finding, { numbers: true }).join("\n")}\n` : "";
	return [
		`${head}>`,
		`\t\t\t<${kind} type="${type}" message="${xmlText(printable(message))}">${xmlText(run)}</${kind}>`,
		"\t\t</testcase>",
	];
}
