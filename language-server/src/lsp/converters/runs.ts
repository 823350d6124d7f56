/** What is known of a scenario beyond its runs, as our own messages have it. */
import type { FileSpan } from "../../base/span";
import { diagram } from "../../report/diagram";
import type { DetailLine } from "../../report/statistics";
import type * as covered from "../../service/runs/coverage";
import type * as service from "../../service/runs/expectations";
import type { FileCoverage } from "../protocol/coverage";
import type { Detail } from "../protocol/details";
import type { ScenarioExpectations } from "../protocol/expectations";
import type { ToLsp } from "../to-lsp";

export function detailsToLsp(lines: readonly DetailLine[], convert: ToLsp): readonly Detail[] {
	return lines.map(({ text, about, need }) => ({ text, label: about?.label ?? "", place: about && convert.location(about.place), need }));
}

export function expectationsToLsp(
	{ name, span, problem, expectations }: service.ScenarioExpectations,
	convert: ToLsp,
): ScenarioExpectations {
	return {
		name,
		place: convert.location({ ...span, file: convert.uri }),
		problem,
		expectations: expectations.map(({ text, span, met, message, found, finding, place, milliseconds }) => ({
			text,
			place: convert.location({ ...span, file: convert.uri }),
			met,
			message,
			found,
			failingPlace: place && convert.location(place),
			diagram: finding ? diagram(finding, { numbers: true }).join("\n") : "",
			milliseconds,
		})),
	};
}

export function coverageToLsp({ uri, steps, functions }: covered.FileCoverage, convert: ToLsp): FileCoverage {
	const located = <T extends { readonly span: FileSpan }>({ span, ...rest }: T) => {
		const place = convert.location(span);
		return place ? [{ ...rest, place }] : [];
	};
	return { uri, steps: steps.flatMap(located), functions: functions.flatMap(located) };
}
