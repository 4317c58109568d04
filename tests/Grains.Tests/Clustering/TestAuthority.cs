using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Academy.Silo.Clustering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Academy.Grains.Tests.Clustering;

/// <summary>An authority that makes certificates for members of a cluster.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public string Pem => certificate.ExportCertificatePem();

    public (string Certificate, string Key) Member(DateTimeOffset? notAfter = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=member", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false)
        );
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false)
        );
        using var signed = request.Create(
            certificate,
            DateTimeOffset.UtcNow.AddHours(-2),
            notAfter ?? DateTimeOffset.UtcNow.AddHours(2),
            [1, 2, 3, 4]
        );
        return (signed.ExportCertificatePem(), own.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 MemberCertificate()
    {
        var (pem, privateKey) = Member();
        return X509CertificateLoader.LoadPkcs12(
            X509Certificate2.CreateFromPem(pem, privateKey).Export(X509ContentType.Pkcs12),
            null
        );
    }

    /// <summary>Settings of a process that has a certificate of this authority and trusts it.</summary>
    public Dictionary<string, string?> Settings()
    {
        var (pem, privateKey) = Member();
        return new()
        {
            ["Cluster:Tls:Certificate"] = pem,
            ["Cluster:Tls:Key"] = privateKey,
            ["Cluster:Tls:Authority"] = Pem,
        };
    }

    public static ClusterTls? Read(string environment, Dictionary<string, string?> settings) =>
        ClusterTls.Read(
            new Environment(environment),
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build()
        );

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
