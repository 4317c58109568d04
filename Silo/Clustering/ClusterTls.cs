using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Academy.Silo.Clustering;

/// <summary>
/// How processes of a cluster know each other: every connection, of silo to silo and of client to silo, is encrypted,
/// and both sides show a certificate of the cluster's own authority. Whoever has none is not spoken to: names and
/// public authorities play no part.
/// </summary>
internal sealed class ClusterTls
{
    private readonly X509Certificate2 certificate;
    private readonly X509Certificate2Collection authorities;

    private ClusterTls(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        (this.certificate, this.authorities) = (certificate, authorities);
        if (!IsOfAuthority(certificate))
            throw new SettingException(
                "Cluster__Tls__Certificate is not of the authority in Cluster__Tls__Authority, or not valid now."
            );
    }

    /// <summary>
    /// What the section <c>Cluster:Tls</c> says; null: connections are open to whoever can reach them.
    /// </summary>
    /// <exception cref="SettingException">
    /// Outside Development nothing is stated, neither certificates nor that there are none; or they cannot be used.
    /// </exception>
    public static ClusterTls? Read(IHostEnvironment environment, IConfiguration configuration)
    {
        (string Name, string? Value)[] files =
        [
            ("Certificate", configuration["Cluster:Tls:Certificate"]),
            ("Key", configuration["Cluster:Tls:Key"]),
            ("Authority", configuration["Cluster:Tls:Authority"]),
        ];
        var isOff =
            configuration["Cluster:Tls:Off"] is { Length: > 0 } off
            && (
                bool.TryParse(off, out var stated)
                    ? stated
                    : throw new SettingException($"Cluster__Tls__Off must be true or false; it is '{off}'.")
            );
        var missing = files.Where(f => string.IsNullOrEmpty(f.Value)).Select(f => $"Cluster__Tls__{f.Name}").ToArray();
        if (isOff)
        {
            return missing.Length == files.Length
                ? null
                : throw new SettingException(
                    "Cluster__Tls__Off=true contradicts the certificates that are given: one of them goes."
                );
        }
        if (missing.Length == 0)
            return new ClusterTls(CertificateOf(files[0].Value!, files[1].Value!), AuthoritiesOf(files[2].Value!));
        if (missing.Length == files.Length && environment.IsDevelopment())
            return null;
        throw new SettingException(
            $"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing: "
                + "connections within a cluster are encrypted. "
                + "deploy/make-secrets.sh makes the files; Cluster__Tls__Off=true goes without, where nobody else "
                + "reaches these ports."
        );
    }

    /// <summary>On the silo's port, its gateway's, and whatever the silo connects to.</summary>
    public void Secure(ISiloBuilder silo) => silo.UseTls(certificate, Configure);

    public void Secure(IClientBuilder client) => client.UseTls(certificate, Configure);

    private void Configure(TlsOptions options)
    {
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (remote, _, _) => IsOfAuthority(remote);
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = "academy";
    }

    private bool IsOfAuthority(X509Certificate2 remote)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(remote);
    }

    private static X509Certificate2 CertificateOf(string certificate, string key)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(TextOf(certificate), TextOf(key));
            // As it was read, its key is not where Windows looks for it.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw new SettingException(
                $"Cluster__Tls__Certificate or its Cluster__Tls__Key cannot be read: {fault.Message}"
            );
        }
    }

    private static X509Certificate2Collection AuthoritiesOf(string authority)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(TextOf(authority));
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw new SettingException($"Cluster__Tls__Authority cannot be read: {fault.Message}");
        }
        return read.Count > 0 ? read : throw new SettingException("Cluster__Tls__Authority has no certificate in it.");
    }

    /// <summary>A PEM is given as it is, or as the file that it is in.</summary>
    private static string TextOf(string given) =>
        given.Contains("-----BEGIN ", StringComparison.Ordinal) ? given : File.ReadAllText(given);

    private static bool IsUnreadable(Exception fault) =>
        fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
