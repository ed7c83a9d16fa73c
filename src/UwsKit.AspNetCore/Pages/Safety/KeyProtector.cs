using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace UwsKit;

/// <summary>Data protection by keys of the configuration instead of a key ring of files: AES-GCM, one key derived (HKDF) for each purpose; the first protects, all open. Thread-safe.</summary>
internal sealed class KeyProtector(IReadOnlyList<string> secrets, string purpose) : IDataProtectionProvider, IDataProtector
{
    private const int Nonce = 12;
    private const int Tag = 16;

    private readonly byte[][] _keys = [.. secrets.Select(s => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(s), 32, salt: [], info: Encoding.UTF8.GetBytes($"uwskit pages{purpose}")))];

    public IDataProtector CreateProtector(string purpose1) => new KeyProtector(secrets, $"{purpose}\n{purpose1}");

    public byte[] Protect(byte[] plaintext)
    {
        var box = new byte[Nonce + Tag + plaintext.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(_keys[0], Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plaintext, box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag));
        return box;
    }

    /// <exception cref="CryptographicException">None of the keys opens it.</exception>
    public byte[] Unprotect(byte[] protectedData)
    {
        foreach (var key in protectedData.Length >= Nonce + Tag ? _keys : [])
        {
            var plain = new byte[protectedData.Length - Nonce - Tag];
            try
            {
                using var aes = new AesGcm(key, Tag);
                aes.Decrypt(protectedData.AsSpan(0, Nonce), protectedData.AsSpan(Nonce + Tag), protectedData.AsSpan(Nonce, Tag), plain);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // The next key.
            }
        }

        throw new CryptographicException("The token was made with another key, or is broken.");
    }
}
