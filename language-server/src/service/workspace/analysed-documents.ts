/**
 * The open documents, analysed: each with the files that it uses on top of the kernel model.
 *
 * Invariants: the kernel model is analysed once; a document is analysed after a change when someone asks, and then of
 * it only what has changed.
 */
import type { Diagnostic } from "../../base/diagnostic";
import { analyzeModel, analyzeProgram } from "../../semantics/analyze";
import { BoundedModels } from "../../semantics/bounds";
import type { FileAnalysis, Program, SourceFile } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import { gatherSources, readUsed } from "./gather-sources";
import type { OpenDocument, SourceTexts } from "./source-texts";

/** A file as analysed. */
export interface AnalysedFile {
	readonly file: FileAnalysis;
	/** The file with those that it uses, on top of the kernel model. */
	readonly program: Program;
	/** The files that it uses, directly or not, be they there or not. */
	readonly uses: ReadonlySet<string>;
	/** What is wrong with its `use` items. */
	readonly useProblems: readonly Diagnostic[];
	/** False while a file that it uses is still being read: names from it are unknown so far. */
	readonly complete: boolean;
}

export interface AnalysedDocument extends AnalysedFile {
	readonly document: OpenDocument;
}

export class AnalysedDocuments {
	private readonly analysed = new Map<string, AnalysedDocument>();
	/** What each document was when someone asked last: what is the same since then need not be found out again. */
	private readonly earlier = new Map<string, Program>();
	private loaded: BoundedModels | undefined;

	/** `loadModel` gives the analysed kernel model; it is called when that is first needed. */
	constructor(
		private readonly loadModel: () => Program,
		private readonly texts: SourceTexts,
	) {}

	/** The kernel model. */
	get model(): Program {
		return this.models.model;
	}

	private get models(): BoundedModels {
		this.loaded ??= new BoundedModels(this.loadModel(), analyzeModel);
		return this.loaded;
	}

	/** An open document, analysed now where it has not been. A file of the kernel model is always as it was shipped. */
	get(uri: string): AnalysedDocument | undefined {
		const known = this.analysed.get(uri);
		if (known) return known;
		const document = this.texts.document(uri);
		if (document === undefined) return undefined;
		const model = this.modelFile(uri);
		const analysed: AnalysedDocument = model
			? {
					document: { ...document, text: model.text },
					file: model,
					program: this.model,
					uses: new Set(),
					useProblems: [],
					complete: true,
				}
			: { document, ...this.analyse({ uri, tree: this.texts.tree(uri, document.text) }, this.earlier.get(uri)) };
		this.earlier.set(uri, analysed.program);
		this.analysed.set(uri, analysed);
		return analysed;
	}

	/** A file of the kernel model. */
	modelFile(uri: string): FileAnalysis | undefined {
		return this.model.files.find((file) => file.uri === uri);
	}

	/** Whether this is what is known of its document now. */
	isCurrent(analysed: AnalysedDocument): boolean {
		return this.analysed.get(analysed.document.uri) === analysed;
	}

	/** A file that is not open; undefined where there is none. */
	async unopened(uri: string): Promise<AnalysedFile | undefined> {
		const text = await this.texts.read(uri);
		if (text === undefined) return undefined;
		const tree = parse(text);
		await readUsed(uri, tree, this.texts);
		return this.analyse({ uri, tree });
	}

	/** What an open document would be if it, a file that it uses, or one of the kernel model had another text. */
	variant(uri: string, text: string, file = uri): AnalysedFile {
		const changed: SourceFile = { uri: file, tree: parse(text) };
		if (file === uri) return this.analyse(changed);
		const source = { uri, tree: this.texts.tree(uri, this.texts.text(uri) ?? "") };
		const { files } = this.model;
		if (this.modelFile(file) === undefined) return this.analyse(source, undefined, this.models, changed);
		const changedModel = analyzeModel(files.map((own) => (own.uri === file ? changed : own)));
		return this.analyse(source, undefined, new BoundedModels(changedModel, analyzeModel));
	}

	/**
	 * A file has changed: drops what was made of it, and of the other documents for which that matters. Gives those.
	 */
	outdate(uri: string): readonly string[] {
		this.analysed.delete(uri);
		return this.drop(({ uses }) => uses.has(uri));
	}

	/** Drops what was made while a file was missing that has been read now, and gives those documents. */
	outdateIncomplete(): readonly string[] {
		return this.drop(({ complete }) => !complete);
	}

	/** A document is no longer open. */
	close(uri: string): void {
		this.earlier.delete(uri);
	}

	/** Everything has to be looked at again. */
	clear(): void {
		this.analysed.clear();
	}

	private drop(isOutdated: (analysed: AnalysedDocument) => boolean): readonly string[] {
		const outdated = [...this.analysed.values()].filter(isOutdated).map(({ document }) => document.uri);
		for (const uri of outdated) this.analysed.delete(uri);
		return outdated;
	}

	private analyse(source: SourceFile, earlier?: Program, models = this.models, changed?: SourceFile): AnalysedFile {
		const gathered = gatherSources(source, this.texts);
		const { uses, useProblems, complete } = gathered;
		const sources = gathered.sources.map((own) => (own.uri === changed?.uri ? { ...own, ...changed } : own));
		const program = analyzeProgram(models.for(sources), sources, earlier);
		return { file: program.files[program.files.length - 1], program, uses, useProblems, complete };
	}
}
