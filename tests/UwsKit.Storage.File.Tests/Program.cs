using UwsKit.Tests.Files;
using Xunit.Runner.InProc.SystemConsole;

return args is ["crash-writer", var root] ? await CrashWriter.RunAsync(root) : await ConsoleRunner.Run(args);
