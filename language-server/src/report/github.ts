/** The report as workflow commands of GitHub Actions, which shows them beside the lines of a change. */

import { githubData, githubProperty, printable } from "../base/escape";
import type { FileReport } from "./check-report";
import { diagram } from "./diagram";
import { problems } from "./problems";
import type { SourcePlaces } from "./source-places";

/** A line for each problem. */
export function githubReport(reports: readonly FileReport[], places: SourcePlaces): readonly string[] {
	return problems(reports, places).map(({ severity, code, message, span, finding }) => {
		const { file, line, column, endLine, endColumn } = places.at(span);
		// An annotation that ends in another line can have no columns.
		const columns = line === endLine ? { col: column, endColumn } : {};
		const properties = Object.entries({ file, line, endLine, ...columns, title: `Raceline: ${code}` });
		const text = finding ? [printable(message), "", ...diagram(finding, { numbers: true })].join("\n") : printable(message);
		return `::${severity} ${properties.map(([name, value]) => `${name}=${githubProperty(String(value))}`).join(",")}::${githubData(text)}`;
	});
}
