using UwsKit.Storage.Sqlite;
using Xunit.Runner.InProc.SystemConsole;

return args is ["crash-writer", var path] ? await CrashWriter.RunAsync(path) : await ConsoleRunner.Run(args);
