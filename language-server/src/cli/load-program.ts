/** Reads the files that are checked, with those that they use, and finds out what they mean. */
import type { Diagnostic } from "../base/diagnostic";
import type { FileText } from "../base/file-text";
import type { FilesPort } from "../ports/files-port";
import type { FileDiagnostic } from "../report/check-report";
import type { ReportFile } from "../report/source-places";
import { analyzeProgram } from "../semantics/analyze";
import type { BoundedModels } from "../semantics/bounds";
import type { FileAnalysis, Program, Scenario, SourceFile } from "../semantics/program";
import { resolveUse, useRefusal } from "../service/workspace/use-paths";
import { parse } from "../syntax/parser";
import { spanIn } from "../syntax/tree";
import { type NamedFiles, readNamed } from "./find-files";

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
	private readonly reading = new Map<string, Promise<FileText | undefined>>();
	private readonly parsed = new Map<string, SourceFile>();

	constructor(
		private readonly files: FilesPort,
		private readonly models: BoundedModels,
		private readonly named: NamedFiles,
	) {}

	/** Loads one of the named files; a sentence when it cannot be read. */
	async load(file: NamedFiles["files"][number]): Promise<LoadedFile | { readonly problem: string }> {
		const { uri } = file;
		const read = await readNamed(file, this.named, this.files);
		if ("problem" in read) return read;
		const root = this.keep(uri, read.text);
		const sources = new Map([[uri, root]]);
		const problems = new Map<string, Diagnostic[]>();
		// A map is gone through in the order in which it grows.
		for (const source of sources.values()) {
			for (const item of source.tree.items) {
				if (item.kind !== "use" || item.path.value === "") continue;
				const used = resolveUse(source.uri, item.path.value);
				const found = this.parsed.get(used) ?? (await this.used(used, item.path.value));
				if ("uri" in found) sources.set(used, found);
				else {
					const { start, end } = spanIn(source.tree, item.path);
					problems.set(source.uri, [...(problems.get(source.uri) ?? []), { span: { start, end }, severity: "error", ...found }]);
				}
			}
		}
		// The file last, so that of two equal names the one in it is reported.
		const judged = [...sources.values()].map((source) => ({ ...source, useProblems: problems.get(source.uri) }));
		const program = analyzeProgram(this.models.for(judged), judged.toReversed());
		const analysed = program.files[program.files.length - 1];
		const inFile = (uri: string, found: readonly Diagnostic[]): FileDiagnostic[] =>
			found.map((diagnostic) => ({ ...diagnostic, span: { ...diagnostic.span, file: uri } }));
		const diagnostics = [
			...judged.flatMap(({ uri, useProblems = [] }) => inFile(uri, useProblems)),
			...program.files.toReversed().flatMap(({ uri, diagnostics }) => inFile(uri, diagnostics)),
		];
		return { program, file: analysed, reportFile: this.reportFile(root), scenarios: analysed.scenarios, diagnostics };
	}

	/** Every file that was read so far. */
	get reportFiles(): readonly ReportFile[] {
		return [...this.parsed.values()].map((source) => this.reportFile(source));
	}

	private reportFile({ uri, tree }: SourceFile): ReportFile {
		return { uri, name: this.files.name(uri), text: tree.text, anchors: tree.anchors };
	}

	/** A file that a `use` names, or why it is not used. */
	private async used(uri: string, path: string): Promise<SourceFile | Pick<FileDiagnostic, "code" | "message">> {
		const refusal = useRefusal(uri, path, this.named.folders);
		if (refusal !== undefined) return { code: "file-refused", message: refusal };
		const reading = this.reading.get(uri) ?? this.files.read(uri, this.named.folders);
		this.reading.set(uri, reading);
		const read = await reading;
		const name = this.files.name(uri);
		if (read === undefined) return { code: "file-not-found", message: `there is no file ${name}` };
		return "problem" in read ? { code: "file-refused", message: `${name} ${read.problem}` } : this.keep(uri, read.text);
	}

	private keep(uri: string, text: string): SourceFile {
		const known = this.parsed.get(uri);
		if (known) return known;
		const source = { uri, tree: parse(text) };
		this.parsed.set(uri, source);
		return source;
	}
}
