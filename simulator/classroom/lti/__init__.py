"""Learning platforms open lessons and take grades: LTI 1.3, its launch and its grade service.

Off unless a file of platforms is configured; needs the extra `lti`. A learner who comes from a platform takes a seat in
the class the platform is configured for, under a pseudonym. Rules: LTI Core 1.3, LTI Security Framework 1.0, Assignment
and Grade Services 2.0. Pages stand in `simulator.classroom.pages.platform_pages`.
"""
