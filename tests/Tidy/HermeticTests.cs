namespace Academy.Tidy;

/// <summary>What <see cref="Hermetic"/> does before the tests of every project.</summary>
public sealed class HermeticTests
{
    [Theory]
    [InlineData("ASPNETCORE_ENVIRONMENT", true)]
    [InlineData("RateLimiting__Enabled", true)]
    [InlineData("ConnectionStrings__Academy", true)]
    [InlineData("ACADEMY_TIDY", false)]
    [InlineData("__ACADEMY_TIDY", false)]
    public void Settings_of_whoever_runs_the_tests_are_forgotten_and_nothing_else(string name, bool isForgotten)
    {
        Environment.SetEnvironmentVariable(name, "set");
        try
        {
            Hermetic.ForgetSettings();
            Assert.Equal(isForgotten ? null : "set", Environment.GetEnvironmentVariable(name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
