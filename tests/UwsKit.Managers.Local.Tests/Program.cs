using UwsKit.Managers.Local.Tests;

// "uws-server FOLDER JOB SCRIPT...": a server process to be killed; anything else runs the tests.
return args is ["uws-server", ..]
    ? await ServerProcess.RunAsync(args[1..])
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
