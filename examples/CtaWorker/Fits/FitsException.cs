namespace CtaWorker.Fits;

/// <summary>The file is not what the FITS standard or the caller asks for. The message is one line for the user.</summary>
internal sealed class FitsException(string message) : Exception(message);
