using System.ComponentModel;
using System.Runtime.InteropServices;

namespace UwsKit.EndToEnd;

/// <summary>Signals to single processes that the tests, or their hosts, have started.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Term = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal)
    {
        if (kill(process, signal) != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
