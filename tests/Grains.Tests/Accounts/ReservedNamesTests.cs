using Academy.Accounts;
using Academy.Grains.Accounts;

namespace Academy.Grains.Tests.Accounts;

/// <summary>Who could be taken for those who run the academy because of what they are called.</summary>
public sealed class ReservedNamesTests
{
    [Theory]
    [InlineData("Admin")]
    [InlineData("ADMlNlSTRATOR")]
    [InlineData("Ѕuрроrt")] // Cyrillic Ѕ, р, о
    [InlineData("M0derator")]
    [InlineData("Academy Support")]
    [InlineData("Support-Team 2")]
    [InlineData("Администратор")]
    [InlineData("المدير")]
    [InlineData("管理员")]
    [InlineData("Teacher")]
    [InlineData("Northwind")] // The organization's own name.
    public void A_learner_may_be_taken_for_staff(string name) =>
        Assert.NotNull(ReservedNames.Find(name, Role.Student, new("northwind")));

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("Adminah")]
    [InlineData("Anna Teacher")]
    [InlineData("Steam")]
    [InlineData("42")]
    [InlineData("🚀")]
    [InlineData("Academic")]
    public void A_learner_may_not(string name) => Assert.Null(ReservedNames.Find(name, Role.Student, new("northwind")));

    [Fact]
    public void Staff_may_be_called_what_they_are()
    {
        Assert.Null(ReservedNames.Find("Teacher", Role.Instructor, OrganizationId.Default));
        Assert.Equal("admin", ReservedNames.Find("Admin", Role.Instructor, OrganizationId.Default));
        Assert.Null(ReservedNames.Find("Academy Admin", Role.Admin, OrganizationId.Default));
    }
}
