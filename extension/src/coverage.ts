/**
 * Coverage in the Testing view: which steps and functions of the kernel model some interleaving of the scenarios that
 * were run comes to.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type CoverageParams, coverageRequest, type FileCoverage } from "../../language-server/src/lsp/protocol/coverage";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { ask } from "./requests";

/** Gathers the coverage of the files of a test run; a place counts once for each of them that comes to it. */
export class Coverage {
	private readonly covered = new Map<string, CoveredFile>();

	constructor(private readonly client: BaseLanguageClient) {}

	/** Adds what the scenarios of an open file come to. */
	async add(uri: vscode.Uri, token: vscode.CancellationToken): Promise<void> {
		const params: CoverageParams = { textDocument: { uri: this.client.code2ProtocolConverter.asUri(uri) } };
		const files = await ask(this.client, coverageRequest, params, token);
		for (const file of files ?? []) {
			const known = this.covered.get(file.uri);
			const covered = known ?? new CoveredFile(this.client.protocol2CodeConverter.asUri(file.uri));
			this.covered.set(file.uri, covered);
			covered.add(file, ({ range }) => this.client.protocol2CodeConverter.asRange(range));
		}
	}

	files(): Iterable<CoveredFile> {
		return this.covered.values();
	}
}

/** A file of the kernel model, or of the user, as the editor shows its coverage. */
export class CoveredFile extends vscode.FileCoverage {
	private readonly steps = new Map<string, vscode.StatementCoverage>();
	private readonly functions = new Map<string, vscode.DeclarationCoverage>();

	constructor(uri: vscode.Uri) {
		super(uri, new vscode.TestCoverageCount(0, 0), undefined, new vscode.TestCoverageCount(0, 0));
	}

	add({ steps, functions }: FileCoverage, range: (place: Location) => vscode.Range): void {
		for (const { place, reached } of steps) count(this.steps, keyOf(place), reached, () => new vscode.StatementCoverage(0, range(place)));
		for (const { name, place, reached } of functions)
			count(this.functions, keyOf(place), reached, () => new vscode.DeclarationCoverage(name, 0, range(place)));
		this.statementCoverage = summary(this.steps);
		this.declarationCoverage = summary(this.functions);
	}

	details(): vscode.FileCoverageDetail[] {
		return [...this.steps.values(), ...this.functions.values()];
	}
}

function count<T extends vscode.StatementCoverage | vscode.DeclarationCoverage>(
	all: Map<string, T>,
	key: string,
	reached: boolean,
	create: () => T,
): void {
	const item = all.get(key) ?? create();
	all.set(key, item);
	item.executed = Number(item.executed) + Number(reached);
}

function summary(all: ReadonlyMap<string, { readonly executed: number | boolean }>): vscode.TestCoverageCount {
	const reached = [...all.values()].filter(({ executed }) => Number(executed) > 0).length;
	return new vscode.TestCoverageCount(reached, all.size);
}

function keyOf({ range: { start, end } }: Location): string {
	return `${start.line}:${start.character} ${end.line}:${end.character}`;
}
