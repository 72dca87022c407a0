import { spawn } from "node:child_process";

export type Ended = { code: number | null; stdout: string; stderr: string };

type Options = { cwd?: string; env?: Record<string, string>; seconds: number };

/**
 * Runs a program to its end. Rejects when there is no such program, and when it takes longer, in which case it ends
 * with everything it started.
 */
export function runProgram(command: string, args: readonly string[], { cwd, env, seconds }: Options): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = spawn(command, args, {
      cwd,
      env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const late = setTimeout(() => {
      if (program.pid !== undefined) process.kill(-program.pid, "SIGKILL");
      reject(new Error(`${command} took longer than ${seconds} s`));
    }, seconds * 1000);
    let stdout = "";
    let stderr = "";
    program.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    program.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    program.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      reject(error.code === "ENOENT" ? new Error(`${command} is not installed`) : error);
    });
    program.on("close", (code) => {
      clearTimeout(late);
      resolve({ code, stdout, stderr });
    });
  });
}
