namespace CtaWorker;

/// <summary>What the process ends with: the words of sysexits.h. A service reads 75 as "try again", any other but 0 as final.</summary>
internal static class ExitCode
{
    public const int Fine = 0;
    public const int Usage = 64;
    public const int BadData = 65;
    public const int Software = 70;
    public const int Temporary = 75;
    public const int Stopped = 143;
}
