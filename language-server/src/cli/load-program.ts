/** Reads the files that are checked, with those that they use, and finds out what they mean. */
import type { Diagnostic } from "../base/diagnostic";
import type { Span } from "../base/span";
import type { FilesPort } from "../ports/files-port";
import type { FileDiagnostic } from "../report/check-report";
import type { ReportFile } from "../report/source-places";
import { analyzeProgram } from "../semantics/analyze";
import type { FileAnalysis, Program, Scenario, SourceFile } from "../semantics/program";
import { resolveUse } from "../service/use-paths";
import { parse } from "../syntax/parser";

/** A file with all that it uses, on top of the kernel model. */
export interface LoadedFile {
	readonly program: Program;
	/** The file itself, among the program's. */
	readonly file: FileAnalysis;
	readonly reportFile: ReportFile;
	/** The scenarios that are to be checked. */
	readonly scenarios: readonly Scenario[];
	/** What is wrong with it and with the files that it uses. */
	readonly diagnostics: readonly FileDiagnostic[];
}

/** Loads files one by one; each is read and parsed once, however many use it. */
export class ProgramLoader {
	private readonly sources = new Map<string, Promise<SourceFile | undefined>>();
	private readonly parsed = new Map<string, SourceFile>();

	constructor(
		private readonly files: FilesPort,
		private readonly model: Program,
	) {}

	/** Undefined when the file cannot be read. */
	async load(uri: string): Promise<LoadedFile | undefined> {
		const root = await this.source(uri);
		if (root === undefined) return undefined;
		const sources = new Map([[uri, root]]);
		const problems = new Map<string, Diagnostic[]>();
		// A map is gone through in the order in which it grows.
		for (const source of sources.values()) {
			for (const item of source.tree.items) {
				if (item.kind !== "use" || item.path.value === "") continue;
				const used = resolveUse(source.uri, item.path.value);
				const found = await this.source(used);
				if (found) sources.set(used, found);
				else problems.set(source.uri, [...(problems.get(source.uri) ?? []), notFound(item.path, this.files.name(used))]);
			}
		}
		// The file last, so that of two equal names the one in it is reported.
		const judged = [...sources.values()].map((source) => ({ ...source, useProblems: problems.get(source.uri) }));
		const program = analyzeProgram(this.model, judged.toReversed());
		const file = program.files[program.files.length - 1];
		const inFile = (uri: string, found: readonly Diagnostic[]): FileDiagnostic[] =>
			found.map((diagnostic) => ({ ...diagnostic, span: { ...diagnostic.span, file: uri } }));
		const diagnostics = [
			...judged.flatMap(({ uri, useProblems = [] }) => inFile(uri, useProblems)),
			...program.files.toReversed().flatMap(({ uri, diagnostics }) => inFile(uri, diagnostics)),
		];
		return { program, file, reportFile: this.reportFile(root), scenarios: file.scenarios, diagnostics };
	}

	/** Every file that was read so far. */
	get reportFiles(): readonly ReportFile[] {
		return [...this.parsed.values()].map((source) => this.reportFile(source));
	}

	private reportFile({ uri, tree }: SourceFile): ReportFile {
		return { uri, name: this.files.name(uri), text: tree.text };
	}

	private source(uri: string): Promise<SourceFile | undefined> {
		const known = this.sources.get(uri) ?? this.read(uri);
		this.sources.set(uri, known);
		return known;
	}

	private async read(uri: string): Promise<SourceFile | undefined> {
		const text = await this.files.read(uri);
		if (text === undefined) return undefined;
		const source = { uri, tree: parse(text) };
		this.parsed.set(uri, source);
		return source;
	}
}

function notFound({ start, end }: Span, name: string): Diagnostic {
	return { span: { start, end }, severity: "error", code: "file-not-found", message: `there is no file ${name}` };
}
