import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";
import { type KernelFileParams, kernelFileRequest } from "../../language-server/src/lsp/protocol/files";
import { ask } from "./requests";

/**
 * The kernel model as read-only files, so that go-to-definition has a place to land. Their text comes from the server,
 * which has the model built in. A file system and not a content provider, because VS Code wakes an extension for a file
 * system when it restores an editor.
 */
export function registerKernelFiles(client: BaseLanguageClient): vscode.Disposable {
	return vscode.workspace.registerFileSystemProvider(kernelScheme, new KernelFiles(client), { isReadonly: true });
}

class KernelFiles implements vscode.FileSystemProvider {
	/** The model is part of the server and does not change while it runs. */
	readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

	constructor(private readonly client: BaseLanguageClient) {}

	async readFile(uri: vscode.Uri): Promise<Uint8Array> {
		const params: KernelFileParams = { uri: this.client.code2ProtocolConverter.asUri(uri) };
		try {
			const file = await ask(this.client, kernelFileRequest, params);
			return new TextEncoder().encode(file.text);
		} catch {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
	}

	async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
		const content = await this.readFile(uri);
		return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length, permissions: vscode.FilePermission.Readonly };
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => {});
	}

	readDirectory(): [string, vscode.FileType][] {
		return [];
	}

	createDirectory(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	writeFile(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	delete(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}

	rename(uri: vscode.Uri): never {
		throw vscode.FileSystemError.NoPermissions(uri);
	}
}
