/**
 * Tasks of type `raceline`: the report of `raceline check` in a terminal, for the problem matcher of the same name.
 * They run in the language server, not as a program, so that they are there in a browser, and in a workspace that is
 * not trusted.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type ReportParams, type ReportResult, reportRequest } from "../../language-server/src/lsp/protocol/report";
import { ask } from "./requests";

interface CheckTask extends vscode.TaskDefinition {
	/** A file or folder, relative to the workspace folder; absent for everything in it. */
	readonly path?: string;
}

const type = "raceline";

/** Registers the tasks: one for each folder of the workspace, and what the user defines. */
export function registerTasks(client: BaseLanguageClient): vscode.Disposable {
	return vscode.tasks.registerTaskProvider(type, {
		provideTasks: () => (vscode.workspace.workspaceFolders ?? []).map((folder) => taskFor(client, { type }, folder, "check")),
		resolveTask: (task) => {
			const folder = isFolder(task.scope) ? task.scope : vscode.workspace.workspaceFolders?.[0];
			return folder && taskFor(client, task.definition as CheckTask, folder, task.name);
		},
	});
}

function taskFor(client: BaseLanguageClient, definition: CheckTask, folder: vscode.WorkspaceFolder, name: string): vscode.Task {
	const execution = new vscode.CustomExecution(async () => new CheckTerminal(client, folder, definition.path));
	const task = new vscode.Task(definition, folder, name, "raceline", execution, "$raceline");
	task.group = vscode.TaskGroup.Test;
	task.presentationOptions = { clear: true };
	return task;
}

function isFolder(scope: vscode.Task["scope"]): scope is vscode.WorkspaceFolder {
	return typeof scope === "object";
}

/** What stands in for a terminal while the files are checked one after the other. */
class CheckTerminal implements vscode.Pseudoterminal {
	private readonly written = new vscode.EventEmitter<string>();
	private readonly closed = new vscode.EventEmitter<number>();
	private readonly cancellation = new vscode.CancellationTokenSource();
	readonly onDidWrite = this.written.event;
	readonly onDidClose = this.closed.event;

	constructor(
		private readonly client: BaseLanguageClient,
		private readonly folder: vscode.WorkspaceFolder,
		private readonly path: string | undefined,
	) {}

	open(): void {
		this.check().then(
			(status) => this.closed.fire(status),
			(error) => {
				this.write(error instanceof Error ? error.message : String(error));
				this.closed.fire(2);
			},
		);
	}

	close(): void {
		this.cancellation.cancel();
		this.cancellation.dispose();
		this.written.dispose();
	}

	/** Ctrl-C. */
	handleInput(data: string): void {
		if (data === "\u0003") this.cancellation.cancel();
	}

	private async check(): Promise<number> {
		const { token } = this.cancellation;
		let last: ReportResult | undefined;
		for (const uri of await this.files()) {
			if (token.isCancellationRequested) return 130;
			const params: ReportParams = {
				textDocument: { uri: this.client.code2ProtocolConverter.asUri(uri) },
				folder: this.client.code2ProtocolConverter.asUri(this.folder.uri),
				before: last?.summary,
			};
			const report = await ask(this.client, reportRequest, params, token);
			for (const line of report?.terminalLines ?? []) this.write(line);
			last = report ?? last;
		}
		this.write(last?.lastTerminalLine ?? vscode.l10n.t("There are no scenarios here."));
		return last?.status ?? 0;
	}

	private async files(): Promise<readonly vscode.Uri[]> {
		const path = this.path?.replace(/^(\.\/|\/)+|\/+$/g, "") ?? "";
		if (path.endsWith(".race")) return [vscode.Uri.joinPath(this.folder.uri, path)];
		const pattern = path === "" || path === "." ? "**/*.race" : `${path}/**/*.race`;
		const found = await vscode.workspace.findFiles(new vscode.RelativePattern(this.folder, pattern));
		return found.sort((a, b) => a.path.localeCompare(b.path));
	}

	private write(line: string): void {
		this.written.fire(`${line}\r\n`);
	}
}
