import { Command, Option } from "commander";
import { verifyAudit } from "./commands/audit.ts";
import { addEnvironment, archiveEnvironment, bringEnvironmentBack, editEnvironment } from "./commands/environment.ts";
import { evaluate } from "./commands/eval.ts";
import { get } from "./commands/get.ts";
import { hold, release } from "./commands/hold.ts";
import { instances } from "./commands/instances.ts";
import { addModules, archiveModule, bringModuleBack } from "./commands/module.ts";
import { createProject } from "./commands/project.ts";
import { restored } from "./commands/restored.ts";
import { rollback } from "./commands/rollback.ts";
import { set } from "./commands/set.ts";
import { pullSnapshot } from "./commands/snapshot.ts";
import { watch } from "./commands/watch.ts";
import { EXIT } from "./exit.ts";
import type { Answer } from "./output.ts";
import { Session } from "./session.ts";
import type { Flags } from "./settings.ts";
import type { World } from "./world.ts";

const AFTER = `
Settings come from SWITCHYARD_URL, SWITCHYARD_DATAPLANE_URL, SWITCHYARD_TOKEN,
SWITCHYARD_PROJECT and SWITCHYARD_ENVIRONMENT. Without a project it is the only
one the token may see, without an environment the project's main one.

Exit codes: ${EXIT.done} done, ${EXIT.unexpected} unexpected, ${EXIT.usage} usage, ${EXIT.refused} refused, ${EXIT.conflict} somebody was faster,
${EXIT.notAllowed} not allowed, ${EXIT.notFound} not found, ${EXIT.unreachable} not reached, ${EXIT.notVerified} not verified, ${EXIT.interrupted} interrupted.`;

const AFTER_PULL = `
A snapshot names no lease. An instance that starts from it without contact
answers route switches at once; call and data stay fenced until contact, unless
its client was made with coldStart "persisted".`;

const AFTER_ADD = `
Without keys the modules are listed on stdin, one a line: its key, or
key,name,owner with commas, semicolons or tabs between. A first line that names
columns may choose them: key, name, owner, domain, oldSystem, newSystem.

  switchyard module add < modules.csv`;

/** The commands: what each takes, and what it runs. */
export function programFor(world: World): Command {
  const program = new Command("switchyard")
    .description("Looks at switches and moves them, from a terminal.")
    .addHelpText("after", AFTER)
    .option("--url <address>", "of the console")
    .option("--dataplane-url <address>", "of a dataplane, for eval and snapshot")
    .option("-p, --project <key>")
    .option("-e, --environment <key>")
    .option("--token-file <path>", "file that holds the token, instead of SWITCHYARD_TOKEN")
    .option("--timeout <seconds>", "longest wait for one answer (default 10)")
    .option("--json", "answer with JSON")
    .helpCommand("help [command]", "what a command takes");
  /** Runs a command with the words of its line, and gives its answer in the form that was asked for. */
  const run =
    <Words extends unknown[]>(does: (session: Session, ...words: Words) => Promise<Answer | undefined>) =>
    async (...given: unknown[]) => {
      const command = given.pop() as Command;
      const session = new Session(world, command.optsWithGlobals<Flags>());
      const answer = await does(session, ...(given as Words));
      if (answer) session.out.answer(answer);
    };

  program
    .command("get [name]")
    .description("where switches stand: all, those of a module, or one with everything about it")
    .action(run(get));
  program
    .command("set <key> <target>")
    .description("move a switch to a position, or a share of it: set orders.data live --share 10%")
    .option("--share <part>", "how many subjects go there, such as 10% (default: all)")
    .option("--reason <text>")
    .option("--link <address>", "of the ticket")
    .option("--confirm <word>", "the module's key, where a move asks for it")
    .option("--override <text>", "why a failed gate may be passed; a lead's")
    .option("--expect-version <number>", "refuse if the switch is at another version")
    .option("--secondary-writes <policy>", "required or best-effort")
    .option("--check-ratio <part>", "subjects whose reads are compared")
    .option("--pause [seconds]", "stop writes of moving subjects until every instance has moved, no longer than that")
    .addOption(new Option("--preview", "say what would happen, change nothing"))
    .addOption(new Option("--dry-run", "the same").implies({ preview: true }).hideHelp())
    .action(run(set));
  program
    .command("rollback [name]")
    .description("take a switch or a module back and hold it; asks nothing")
    .option("--all <project>", "every module of the environment; names the project, lest it be typed by mistake")
    .option("--to <state>", "a position or version of a switch, or `old` (default: the last state that stood ten minutes)")
    .option("--reason <text>")
    .option("--no-wait", "do not follow the steps still to come")
    .option("--preview", "only tell what would go back, rules and policy with it")
    .action(run(rollback));
  program
    .command("hold <name>")
    .description("refuse forward moves of a switch or a module until released")
    .option("--reason <text>")
    .action(run(hold));
  program.command("release <name>").description("allow forward moves again").option("--reason <text>").action(run(release));
  program.command("watch [name]").description("a line for every change, until Ctrl-C").action(run(watch));
  program
    .command("eval <key>")
    .description("where a switch stands for a subject, asked over OFREP as a service would")
    .option("--subject <id>", "the targeting key")
    .option("--context <attributes...>", `name=value for text, or JSON: '{"beta":true}'`)
    .action(run(evaluate));
  program
    .command("instances")
    .description("running copies of services, and the revision each acts on")
    .option("--lagging", "only those that changes wait for")
    .action(run(instances));
  program
    .command("restored")
    .description("say that the database was restored from an older copy; an owner's")
    .option("--reason <text>")
    .action(run(restored));
  program
    .command("audit")
    .description("the audit log: audit verify")
    .command("verify")
    .description("recompute what is new of the project's chain")
    .option("--full", "from the beginning, also what was verified before")
    .option("--expect <head>", "as an earlier run printed it: it must still be there")
    .action(run(verifyAudit));
  program
    .command("project")
    .description("the projects: project create")
    .command("create <key>")
    .description("make a project with its environments; an owner's, or the bootstrap token's")
    .requiredOption("--name <text>", "as people call it")
    .option("--goal <text>", "what it is meant to reach")
    .action(run(createProject));
  const module = program.command("module").description("the modules of a project: module add, archive, unarchive");
  module
    .command("add [keys...]")
    .description("register modules with their three switches, all of them or none")
    .option("--name <text>", "as people call it (default: its key)")
    .option("--owner <text>", "who answers for it")
    .addHelpText("after", AFTER_ADD)
    .action(run(addModules));
  module
    .command("archive <key>")
    .description("take one that is at rest out of sight; services are answered as before")
    .option("--reason <text>")
    .action(run(archiveModule));
  module.command("unarchive <key>").description("bring it back").option("--reason <text>").action(run(bringModuleBack));
  const environment = program
    .command("environment")
    .description("the environments of a project: environment add, edit, archive, unarchive; the bootstrap token's");
  environment
    .command("add <key>")
    .description("add one after the others, with the switches of every module")
    .option("--name <text>", "as people call it (default: its key)")
    .option("--protected", "forward moves ask for more care there")
    .action(run(addEnvironment));
  environment
    .command("edit <key>")
    .description("rename one, or give it another place in their order")
    .option("--name <text>", "as people call it")
    .option("--after <key>", "the environment it comes after")
    .option("--first", "before all others")
    .option("--reason <text>")
    .action(run(editEnvironment));
  environment
    .command("archive <key>")
    .description("take one that nobody reads out of sight")
    .option("--reason <text>")
    .action(run(archiveEnvironment));
  environment
    .command("unarchive <key>")
    .description("bring it back, after the others")
    .option("--reason <text>")
    .action(run(bringEnvironmentBack));
  program
    .command("snapshot")
    .description("what services read: snapshot pull")
    .command("pull")
    .description("fetch it for the SDK's `bootstrap`")
    .option("-o, --output <file>", "written whole or not at all (default: stdout)")
    .addHelpText("after", AFTER_PULL)
    .action(run(pullSnapshot));

  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command.configureHelp({ showGlobalOptions: true }).exitOverride();
    command.configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    });
  }
  return program;
}
