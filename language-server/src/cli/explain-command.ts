/** `raceline explain`: losing runs for a commit message, a page or a program. */
import { jsonText } from "../base/escape";
import { compile } from "../compiler/compile";
import { configurationWith, otherSettings } from "../explain/patches/option-settings";
import { type CheckedConfiguration, type CheckedScenario, checkScenario, type Search } from "../explain/verdict/check-scenario";
import { cutOff } from "../explain/verdict/judge";
import { exitStatus } from "../report/check-report";
import { type Explained, explanation } from "../report/explanation";
import { jsonReport } from "../report/json";
import type { Program } from "../semantics/program";
import { suggest } from "../semantics/suggest";
import { type CommandLineHost, refuse } from "./host";
import type { ExplainOptions } from "./options";
import { readInputs } from "./read-inputs";
import { withSearches } from "./session";

/** Writes the runs of the scenarios that fail; fails itself when there are none. */
export async function explainCommand(options: ExplainOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readInputs({ paths: [options.path], kernel: options.kernel }, host);
	if ("problem" in inputs) return refuse(host, inputs.problem);
	const [file, ...others] = inputs.files;
	if (file === undefined || others.length > 0)
		return refuse(host, `one file is explained at a time, and ${options.path} stands for ${inputs.files.length}`);
	const error = file.diagnostics.find(({ severity }) => severity === "error");
	if (error) return refuse(host, `${file.reportFile.name} has errors, the first: ${error.message}`);
	const wanted = file.scenarios.filter(({ symbol }) => options.scenario === undefined || symbol.name === options.scenario);
	if (wanted.length === 0) {
		const close = suggest(
			options.scenario ?? "",
			file.scenarios.map(({ symbol }) => symbol.name),
		);
		return refuse(host, `no scenario called '${options.scenario}'${close === undefined ? "" : `; did you mean '${close}'?`}`);
	}
	return await withSearches(options, host, { total: wanted.length, noun: "scenario" }, async (session) => {
		const checked: CheckedScenario[] = [];
		for (const scenario of wanted) {
			const asWritten = await checkScenario(file.program, scenario, session.search, options.maxSeconds * 1000);
			const failing = explainedRun(asWritten) !== undefined;
			checked.push(failing ? asWritten : await withOtherSettings(file.program, asWritten, session.search, options.maxSeconds * 1000));
			session.advance();
		}
		if (session.interrupted) return exitStatus.undecided;
		const runs = checked.flatMap((one) => explainedRun(one) ?? []);
		if (runs.length === 0) {
			const open = checked.flatMap(openText);
			if (open.length > 0)
				return refuse(host, `nothing to explain, and it is not known whether anything fails: ${open[0]}`, exitStatus.undecided);
			return refuse(
				host,
				"nothing to explain: no interleaving fails under the kernels that are asked about, whatever the options",
				exitStatus.unmet,
			);
		}
		session.progress.clear();
		if (options.format === "json") {
			const report = jsonReport([{ file: file.reportFile, diagnostics: [], scenarios: checked }], inputs.places);
			host.out.write(`${jsonText(report)}\n`);
		} else {
			const { format } = options;
			host.out.write(runs.map((run) => explanation(run, format)).join("\n"));
		}
		return exitStatus.met;
	});
}

/**
 * A scenario that does not fail as it is written, checked with each other value of an option that decides something as
 * well.
 */
async function withOtherSettings(
	program: Program,
	asWritten: CheckedScenario,
	search: Search,
	milliseconds: number,
): Promise<CheckedScenario> {
	const { scenario } = asWritten;
	const { configuration } = scenario;
	if (scenario.erroneous) return asWritten;
	const [kernel] = configuration.text.split(",");
	const { optionsRead } = compile(program, scenario, configuration);
	const configurations = otherSettings(program, scenario, optionsRead).map((setting) =>
		configurationWith(scenario, kernel, new Set(configuration.patches), setting),
	);
	const more: CheckedConfiguration[] = [];
	for (const other of configurations) {
		const { checks } = await checkScenario(program, { ...scenario, configuration: other, expectations: [] }, search, milliseconds);
		more.push(...checks);
		if (checks.some(({ outcome }) => outcome && outcome.findings.length > 0)) break;
	}
	return { ...asWritten, checks: [...asWritten.checks, ...more] };
}

/** Under which configurations a scenario was not decided, and why. */
function openText({ scenario, checks }: CheckedScenario): readonly string[] {
	return checks.flatMap(({ configuration, outcome, failure, problems }) => {
		const why = outcome
			? outcome.result.complete
				? undefined
				: cutOff(outcome.result)
			: (failure ?? problems[0]?.message ?? "it has errors");
		return why === undefined ? [] : [`${scenario.symbol.name} under ${configuration.text}: ${why}`];
	});
}

/** The run that a scenario is told by: under its own kernel, else of the first expectation that some run belongs to. */
function explainedRun({ scenario, checks, judgments }: CheckedScenario): Explained | undefined {
	const { name } = scenario.symbol;
	const own = checks[0]?.outcome;
	if (own && own.findings.length > 0) {
		const asked = judgments.find((judgment) => judgment.outcome === own && judgment.finding !== undefined)?.finding;
		return { scenario: name, outcome: own, finding: asked ?? own.findings[0] };
	}
	const judged = judgments.find(({ finding, outcome }) => finding !== undefined && outcome !== undefined);
	if (judged?.finding && judged.outcome) return { scenario: name, outcome: judged.outcome, finding: judged.finding };
	const other = checks.find(({ outcome }) => outcome && outcome.findings.length > 0)?.outcome;
	return other && { scenario: name, outcome: other, finding: other.findings[0] };
}
